import { Failure } from '../failure';
import type { ErrorMap, Provider } from '../host/messages';
import { differenceCurve, meanWithInterval, type NoiseSource, productSamples } from '../method';
import type { ModelFolder } from '../models';
import type { ExplainRequest, ExplainResult, Warning } from '../protocol';
import { addMaps } from './addMaps';
import { orCancelled } from './cancelled';
import type { ClassificationControl } from './control';
import { ImageErrors, type Subject } from './imageErrors';
import { imageMemory, type Remembering } from './imageMemory';
import { planLabels } from './labels';

/** What {@link ExplainResult} says beside where and how long it was worked on. */
export type Explained = Omit<
  ExplainResult,
  'image' | 'model' | 'provider' | 'seconds' | 'warnings'
> & {
  warnings: Warning[];
};

export interface ExplainQuestion extends Pick<Subject, 'source' | 'limits'> {
  request: ExplainRequest;
  provider: Provider;
  remembering: Remembering | undefined;
}

/** The answer has a number for each of them. */
const mostSamples = 100_000;

/** @throws Failure `labels-invalid`, `options-invalid` */
function check({ labels }: ExplainRequest, samples: number): void {
  if (labels.length !== 2) {
    throw new Failure(
      'labels-invalid',
      `Two labels are compared, the first with the second, but ${labels.length} ${labels.length === 1 ? 'was' : 'were'} given: give two.`,
    );
  }
  if (samples > mostSamples) {
    const [most, asked] = [mostSamples, samples].map((value) => value.toLocaleString('en'));
    throw new Failure(
      'options-invalid',
      `Option "samples" is ${asked}, but an explanation takes at most ${most}: ask for fewer.`,
    );
  }
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * Where in an image, and at which timesteps, the errors of two labels differ, by the first samples of
 * the product's sample set. The error of a label with several prompts is the mean of theirs.
 *
 * @throws Failure `labels-invalid` for other than two labels, and what a classification throws.
 */
export async function explainImage(
  model: ModelFolder,
  question: ExplainQuestion,
  control: ClassificationControl,
): Promise<Explained> {
  const { request, remembering } = question;
  const { options = {} } = request;
  const { classifier, scheduler } = model;
  const { loss = classifier.loss, seed = 0, samples: count = classifier.budget.samples } = options;
  check(request, count);
  const { names, labels, rows, untrained } = planLabels(request.labels, options, model);
  const [prompts, rivals] = labels.map((label) => label.rows) as [number, number];
  const noise: NoiseSource = { kind: 'by-row', seed };
  const subject = { ...question, model, options, rows, untrained, noise };
  const memory =
    remembering && (await orCancelled(imageMemory(remembering, subject), control.signal));
  const images = new ImageErrors({ ...subject, memory }, control);
  const weights = rows.map((_, row) => (row < prompts ? -1 / prompts : 1 / rivals));
  const timesteps = scheduler.num_train_timesteps;
  const samples = productSamples({ timesteps, band: classifier.band, seed, count });

  let sum: ErrorMap | undefined;
  const errors: [number, number][] = [];
  while (errors.length < count) {
    const affordable = Math.max(1, Math.floor((await images.batchSize()) / rows.length));
    const part = samples.slice(errors.length, errors.length + affordable);
    const { errors: found, map } = await images.map(part, { loss, weights });
    sum = sum ? addMaps(sum, map) : map;
    for (const column of part.keys()) {
      const ofRows = found[loss].map((row) => row[column]!);
      errors.push([mean(ofRows.slice(0, prompts)), mean(ofRows.slice(prompts))]);
    }
    control.onStep({ name: 'evaluating', done: images.asked, total: rows.length * count });
  }
  await orCancelled(images.whenStored(), control.signal);

  const { sums, image: size, region, ...cells } = sum!;
  const differences = errors.map(([first, second], index) => ({
    timestep: samples[index]!.timestep,
    difference: second - first,
  }));
  const { mean: difference, interval } = meanWithInterval(differences.map((one) => one.difference));
  return {
    labels: [names[0]!, names[1]!],
    loss,
    errors: [mean(errors.map(([first]) => first)), mean(errors.map(([, second]) => second))],
    difference,
    interval,
    samples: differences,
    curve: differenceCurve(differences),
    band: classifier.band,
    map: { ...cells, differences: sums.map((value) => value / count) },
    size,
    region,
    evaluations: rows.length * count,
    warnings: await images.warnings(),
  };
}

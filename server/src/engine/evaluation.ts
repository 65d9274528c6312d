import type { Provider, SampleToEvaluate } from '../host/messages';
import type { ImageLimits } from '../imageLimits';
import { type Loss, losses, type NoiseSource } from '../method';
import type { ModelFolder } from '../models';
import type { ClassifyOptions, LabelRequest, Warning } from '../protocol';
import { orCancelled } from './cancelled';
import type { ClassificationControl } from './control';
import { ImageErrors, type Subject } from './imageErrors';
import { imageMemory, type Remembering } from './imageMemory';
import { planLabels } from './labels';
import { unconditional } from './noneOfThese';

/** Samples of the caller's own choice, at which an image is evaluated under every label. */
export interface EvaluateRequest {
  /** As in a request to classify. */
  image: string;
  labels: LabelRequest[];
  model?: string | undefined;
  options?: Pick<
    ClassifyOptions,
    'templates' | 'promptSet' | 'preprocessing' | 'seed' | 'sampleSet' | 'remember'
  >;
  /** With noise rows of the seed, as its sample set draws them. */
  samples: SampleToEvaluate[];
  /** Whether the model is also asked without a label, in a last row. */
  unconditional?: boolean;
}

export interface Evaluated {
  names: string[];
  /** Prompts of each label. */
  rowsOfLabel: number[];
  /** Of each loss [row][sample], label by label and prompt by prompt. */
  errors: Record<Loss, number[][]>;
  evaluations: number;
  /** How many of them no host has made. */
  remembered: number;
  warnings: Warning[];
}

/** Errors of an image under every label at every sample, without a race. */
export async function evaluateImage(
  model: ModelFolder,
  question: Pick<Subject, 'source'> & {
    request: EvaluateRequest;
    limits: ImageLimits;
    provider: Provider;
    remembering: Remembering | undefined;
  },
  control: ClassificationControl,
): Promise<Evaluated> {
  const { request, remembering } = question;
  const { options = {}, samples } = request;
  const { rows: asked, ...planned } = planLabels(request.labels, options, model);
  const { names, labels, untrained } = planned;
  const rows = request.unconditional ? [...asked, unconditional(model)] : asked;
  const noise: NoiseSource = {
    kind: options.sampleSet === 'official' ? 'stream' : 'by-row',
    seed: options.seed ?? 0,
  };
  const subject = { ...question, model, options, rows, untrained, noise };
  const memory =
    remembering && (await orCancelled(imageMemory(remembering, subject), control.signal));
  const images = new ImageErrors({ ...subject, memory }, control);
  const all = [...rows.keys()];
  const total = rows.length * samples.length;
  const empty = () => rows.map((): number[] => []);
  const errors = { l2: empty(), l1: empty(), huber: empty() };

  for (let sample = 0; sample < samples.length; ) {
    const affordable = Math.floor((await images.batchSize()) / rows.length);
    const part = samples.slice(sample, sample + Math.max(1, affordable));
    for (let row = 0; row < rows.length; ) {
      const some = all.slice(row, row + (await images.batchSize()));
      const found = await images.errors(some, part);
      for (const loss of losses) {
        some.forEach((index, position) => {
          errors[loss][index]!.push(...found[loss][position]!);
        });
      }
      row += some.length;
      control.onStep({ name: 'evaluating', done: images.asked, total });
    }
    sample += part.length;
  }
  await orCancelled(images.whenStored(), control.signal);
  return {
    names,
    rowsOfLabel: labels.map((label) => label.rows),
    errors,
    evaluations: total,
    remembered: total - images.computed,
    warnings: await images.warnings(),
  };
}

import { Failure } from '../failure';
import type { ErrorsParams, ImageSource } from '../host/messages';
import type { ImageLimits } from '../imageLimits';
import { type NoiseSource, Race, type RaceOutcome } from '../method';
import type { ModelFolder } from '../models';
import type { ClassifyOptions, LabelRequest, Standing } from '../protocol';
import { orCancelled } from './cancelled';
import type { HostSession, OpenHost } from './hostSession';
import { sourceName } from './imageSource';
import { planLabels } from './labels';
import { planRace } from './raceOptions';
import { toStanding } from './result';

/** One image and what is to be found out about it. */
export interface Question {
  source: ImageSource;
  labels: readonly LabelRequest[];
  options: ClassifyOptions;
  limits: ImageLimits;
}

export interface ClassificationControl {
  signal: AbortSignal;
  onStanding(standing: Standing): void;
  /** Lets more urgent work go first; called between batches. */
  stepAside(): Promise<void>;
}

/**
 * Evaluations in one call of the denoiser: enough to fill two cores, few enough that a standing
 * comes several times a second and a batch that is given up is soon over. As many as the host puts
 * into one call of ONNX Runtime, so that no call is left half full.
 */
const defaultBatchEvaluations = 64;

/** Their errors take 80 MB, and some hours; ImageNet in the paper's way takes 124,500. */
const maxEvaluations = 10_000_000;

/** @throws Failure `options-invalid` for a race that nobody would see the end of. */
function checkSize({ plannedEvaluations }: Race): void {
  if (plannedEvaluations <= maxEvaluations) return;
  const planned = plannedEvaluations.toLocaleString('en');
  throw new Failure(
    'options-invalid',
    `Samples and labels come to ${planned} evaluations. Expected at most ${maxEvaluations.toLocaleString('en')}: ask for fewer samples, labels or prompts, or eliminate earlier.`,
    { evaluations: planned },
  );
}

/** Whether the host has made room for other images since this one was prepared. */
function isForgotten(error: unknown, key: string): boolean {
  return error instanceof Failure && error.code === 'image-not-found' && error.details.key === key;
}

/**
 * Asks for errors of one image, preparing it on each new host and where a host has forgotten it.
 *
 * @throws Failure `image-not-readable` when the file is no longer what it was at the start.
 */
function imageErrors({ source, options, limits }: Question, signal: AbortSignal) {
  const { preprocessing } = options;
  let preparedOn: OpenHost | undefined;
  let key: string | undefined;

  async function prepare(host: OpenHost): Promise<string> {
    const prepared = await host.prepare({ image: source, preprocessing, limits });
    if (key !== undefined && key !== prepared.key) {
      const image = sourceName(source);
      throw new Failure(
        'image-not-readable',
        `${image} changed while it was being classified: classify it again.`,
        { image, reason: 'it changed while it was being classified' },
      );
    }
    preparedOn = host;
    signal.throwIfAborted();
    return prepared.key;
  }

  return async (host: OpenHost, batch: Omit<ErrorsParams, 'key'>): Promise<number[][]> => {
    if (key === undefined || preparedOn !== host) key = await prepare(host);
    try {
      return await host.errors({ key, ...batch });
    } catch (error) {
      if (!isForgotten(error, key)) throw error;
      key = await prepare(host);
      return await host.errors({ key, ...batch });
    }
  };
}

/** Runs one race to its end: asks the host for the errors of each batch and records them. */
export async function classifyImage(
  session: HostSession,
  model: ModelFolder,
  question: Question,
  { signal, onStanding, stepAside }: ClassificationControl,
): Promise<{ names: string[]; outcome: RaceOutcome }> {
  const { names, labels, rows } = planLabels(question.labels, model);
  const { race: options, loss } = planRace(question.options, labels, model);
  const race = new Race(options);
  checkSize(race);
  const noise: NoiseSource = {
    kind: options.sampleSet === 'official' ? 'stream' : 'by-row',
    seed: options.seed,
  };
  const batch = model.classifier.batchEvaluations ?? defaultBatchEvaluations;
  const image = sourceName(question.source);
  const errorsOf = imageErrors(question, signal);

  for (let plan = race.next(batch); plan; plan = race.next(batch)) {
    const { rows: asked, samples } = plan;
    const parameters = {
      conditionings: asked.map((row) => rows[row]!),
      samples: samples.map(({ timestep, noiseRow }) => ({ timestep, noiseRow })),
      noise,
      loss,
    };
    await stepAside();
    const errors = await orCancelled(
      session.run(model, image, (host) => errorsOf(host, parameters), signal),
      signal,
    );
    race.record(plan, errors);
    onStanding(toStanding(names, race.outcome(), race.plannedEvaluations));
  }
  return { names, outcome: race.outcome() };
}

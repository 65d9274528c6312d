import { Failure } from '../failure';
import type { ErrorsParams, PrepareParams } from '../host/messages';
import type { ImageLimits } from '../imageLimits';
import { type NoiseSource, Race, type RaceOutcome } from '../method';
import type { ModelFolder } from '../models';
import type { ClassifyRequest, Standing } from '../protocol';
import type { HostSession, OpenHost } from './hostSession';
import { imageSource } from './imageSource';
import { planLabels } from './labels';
import { planRace } from './raceOptions';
import { toStanding } from './result';

export interface Control {
  signal?: AbortSignal | undefined;
  /** Interactive ones (the default) go before background ones, batch by batch. */
  priority?: 'interactive' | 'background' | undefined;
  /** After every batch. */
  onStanding?: ((standing: Standing) => void) | undefined;
}

/** `promise`, or a rejection the moment the signal is aborted, whichever is first. */
export async function orCancelled<T>(promise: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (!signal) return await promise;
  const cancelled = (): Failure => new Failure('cancelled', 'Cancelled.');
  let onAbort = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(cancelled());
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
  // Given up when the signal came first: its end, good or bad, concerns nobody any more.
  promise.catch(() => {});
  try {
    return await Promise.race([aborted, promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/**
 * Evaluations in one call of the denoiser: enough to fill two cores, few enough that a standing
 * comes several times a second and a batch that is given up is soon over. As many as the host puts
 * into one call of ONNX Runtime, so that no call is left half full.
 */
const defaultBatchEvaluations = 64;

/**
 * Asks for errors of one image, preparing it on each new host.
 *
 * @throws Failure `image-not-readable` when the file is no longer what it was at the start.
 */
function imageErrors(parameters: PrepareParams, signal: AbortSignal | undefined) {
  const { image } = parameters;
  let preparedOn: OpenHost | undefined;
  let key: string | undefined;
  return async (host: OpenHost, batch: Omit<ErrorsParams, 'key'>): Promise<number[][]> => {
    if (preparedOn !== host) {
      const prepared = await host.prepare(parameters);
      if (key !== undefined && key !== prepared.key) {
        const name = 'file' in image ? image.file : 'The image';
        throw new Failure(
          'image-not-readable',
          `${name} changed while it was being classified: classify it again.`,
          { image: name },
        );
      }
      key = prepared.key;
      preparedOn = host;
      signal?.throwIfAborted();
    }
    return await host.errors({ key: key!, ...batch });
  };
}

/** Runs one race to its end: asks the host for the errors of each batch and records them. */
export async function classifyImage(
  session: HostSession,
  model: ModelFolder,
  request: ClassifyRequest,
  limits: ImageLimits,
  control: Control,
): Promise<{ names: string[]; outcome: RaceOutcome }> {
  const image = imageSource(request.image);
  const { names, labels, rows } = planLabels(request.labels, model);
  const { race: options, loss } = planRace(request.options ?? {}, labels, model);
  const race = new Race(options);
  const noise: NoiseSource = {
    kind: options.sampleSet === 'official' ? 'stream' : 'by-row',
    seed: options.seed,
  };
  const batch = model.classifier.batchEvaluations ?? defaultBatchEvaluations;
  const { signal } = control;
  const preprocessing = request.options?.preprocessing;
  const errorsOf = imageErrors({ image, preprocessing, limits }, signal);

  for (let plan = race.next(batch); plan; plan = race.next(batch)) {
    const { rows: asked, samples } = plan;
    const parameters = {
      conditionings: asked.map((row) => rows[row]!),
      samples: samples.map(({ timestep, noiseRow }) => ({ timestep, noiseRow })),
      noise,
      loss,
    };
    const errors = await orCancelled(
      session.run(model, (host) => errorsOf(host, parameters), signal),
      signal,
    );
    race.record(plan, errors);
    control.onStanding?.(toStanding(names, race.outcome(), race.plannedEvaluations));
  }
  return { names, outcome: race.outcome() };
}

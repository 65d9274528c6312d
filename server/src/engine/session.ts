import type { Evaluations } from '../host/messages';
import type { Loss } from '../method';
import type { ModelFolder } from '../models';
import type { Warning } from '../protocol';
import type { BatchSize } from './batchSize';
import type { ImageOnHost } from './imageOnHost';
import type { OpenHost } from './openHost';
import type { ScorerProcess } from './scorerProcess';

export interface EvaluatedBatch {
  /** Of each loss [conditionings][samples]. */
  errors: Record<Loss, number[][]>;
  /** Of the model. */
  warnings: Warning[];
}

/** Where an image is worked on: a device of its own, or a place among images that share one. */
export interface Session {
  readonly scorer: Pick<ScorerProcess, 'run'>;
  /** How many evaluations of a model to ask for at a time. */
  batchSize(model: ModelFolder): BatchSize;
  /**
   * Runs `work` with a host that has `model` loaded. When the host dies meanwhile it is started
   * again and `work` is run once more, in the smallest batches where it ran out of memory.
   *
   * @param image what a failure calls the image that the work is about.
   * @throws Failure `host-failed` when it dies a second time, `image-not-decodable` when that is in
   *   decoding, `out-of-memory` when that is for want of memory; `cancelled` once the signal is
   *   aborted or the session disposed; and whatever the host answers.
   */
  run<T>(
    model: ModelFolder,
    image: string,
    work: (host: OpenHost) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T>;
  /** The errors of an image under every conditioning of a batch. Throws what {@link run} does. */
  evaluate(
    model: ModelFolder,
    image: ImageOnHost,
    batch: Evaluations,
    signal: AbortSignal,
  ): Promise<EvaluatedBatch>;
}

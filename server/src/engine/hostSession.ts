import type { ChildDied } from '../child';
import { Failure } from '../failure';
import { type Device, type Evaluations, PrepareRequest } from '../host/messages';
import { isUnchanged, type ModelFolder } from '../models';
import { BatchSize } from './batchSize';
import { ranOutOfMemory } from './denoiserHost';
import { type FeaturesProcess, featuresProcess } from './featuresProcess';
import type { ImageOnHost } from './imageOnHost';
import { isSameModel, ModelProcess } from './modelProcess';
import { type OpenHost, openHost, type Patience } from './openHost';
import { type ScorerProcess, scorerProcess } from './scorerProcess';
import type { EvaluatedBatch, Session } from './session';

/**
 * Evaluations in the first batch of a model that works on pixels: enough to fill two cores with the
 * bundled one, few enough that a batch that is given up is soon over. Those that work on latents
 * take a thousand times as long, and begin with one.
 */
const firstBatch = { pixels: 64, latents: 1 };

/** What is to blame when hosts die of the same work again and again. */
function blame(death: ChildDied, model: ModelFolder, image: string, { provider }: Device): Failure {
  const { message: cause, request } = death;
  // With an autoencoder, preparing an image takes as much memory as an evaluation.
  const isTooLarge = ranOutOfMemory(death) && (model.vae || request !== PrepareRequest.type.method);
  if (request === PrepareRequest.type.method && !isTooLarge) {
    const reason = `the decoder was given up twice (${cause})`;
    return new Failure(
      'image-not-decodable',
      `${image} could not be decoded: ${reason}. It may be damaged, or made to do harm.`,
      { image, reason },
    );
  }
  const details = { model: model.id, provider, cause };
  if (isTooLarge) {
    return new Failure(
      'out-of-memory',
      `Model ${model.id} does not fit into memory on provider ${provider}, not even for a single evaluation (${cause}). Close other programs, or use a smaller model or one with float16 weights.`,
      details,
    );
  }
  return new Failure(
    'host-failed',
    `The denoiser host died twice on the same work with model ${model.id} on provider ${provider} (${cause}). The model may need more memory than there is: try another model.`,
    details,
  );
}

function changed({ id: model }: ModelFolder): Failure {
  const reason = 'it changed while it was being loaded';
  return new Failure(
    'model-invalid',
    `Model ${model} cannot be used: ${reason}. Ask again when its files are complete.`,
    { model, reason },
  );
}

function firstBatchSize({ classifier, vae }: ModelFolder): BatchSize {
  const { batchEvaluations } = classifier;
  if (batchEvaluations !== undefined) return new BatchSize(batchEvaluations, true);
  return new BatchSize(vae ? firstBatch.latents : firstBatch.pixels);
}

/**
 * The hosts of a device: one with a denoiser, and, for work that asks for them, others with a scorer
 * or for features beside it, so that none has another's model to load again when it dies or changes.
 */
export class HostSession implements Session {
  private readonly denoiser: ModelProcess<ModelFolder, OpenHost>;
  readonly scorer: ScorerProcess;
  readonly features: FeaturesProcess;
  private sized: { model: ModelFolder; size: BatchSize } | undefined;

  constructor(
    readonly device: Device,
    entry: string,
    onRestart: (cause: string) => void,
    patience: Patience,
  ) {
    this.denoiser = new ModelProcess<ModelFolder, OpenHost>({
      entry,
      open: async (host, model) => {
        const opened = await openHost(host, model, device, patience, this.batchSize(model));
        // Errors of other weights would be remembered as those of this revision.
        if (!(await isUnchanged(model))) throw changed(model);
        return opened;
      },
      blame: (death, model, image) => blame(death, model, image, device),
      onDeath: (death, model) => {
        const size = this.batchSize(model);
        if (ranOutOfMemory(death)) size.ranOutOfMemory(size.evaluations);
        onRestart(death.message);
      },
    });
    this.scorer = scorerProcess(device, entry, onRestart, patience);
    this.features = featuresProcess(device, entry, onRestart, patience);
  }

  batchSize(model: ModelFolder): BatchSize {
    if (!this.sized || !isSameModel(this.sized.model, model)) {
      this.sized = { model, size: firstBatchSize(model) };
    }
    return this.sized.size;
  }

  /** See {@link Session.run}; with `beside` it does not wait for other work of the same group. */
  async run<T>(
    model: ModelFolder,
    image: string,
    work: (host: OpenHost) => Promise<T>,
    signal: AbortSignal,
    beside = false,
  ): Promise<T> {
    return await this.denoiser.run(model, image, work, signal, beside);
  }

  async evaluate(
    model: ModelFolder,
    image: ImageOnHost,
    batch: Evaluations,
    signal: AbortSignal,
    beside = false,
  ): Promise<EvaluatedBatch> {
    const evaluate = async (host: OpenHost): Promise<EvaluatedBatch> => ({
      errors: await image.errors(host, batch),
      warnings: host.description.warnings,
    });
    return await this.run(model, image.name, evaluate, signal, beside);
  }

  dispose(): void {
    this.denoiser.dispose();
    this.scorer.dispose();
    this.features.dispose();
  }
}

import { ChildDied } from '../child';
import { Failure } from '../failure';
import { type Device, PrepareRequest } from '../host/messages';
import type { ModelFolder } from '../models';
import { BatchSize } from './batchSize';
import { cancelled } from './cancelled';
import { DenoiserHost, ranOutOfMemory } from './denoiserHost';
import { type OpenHost, openHost, type Patience } from './openHost';

/** Deaths in the same piece of work after which it, and not chance, is to blame. */
const deathLimit = 2;

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

function firstBatchSize({ classifier, vae }: ModelFolder): BatchSize {
  const { batchEvaluations } = classifier;
  if (batchEvaluations !== undefined) return new BatchSize(batchEvaluations, true);
  return new BatchSize(vae ? firstBatch.latents : firstBatch.pixels);
}

function isSame(
  one: Pick<ModelFolder, 'folder' | 'revision'> | undefined,
  { folder, revision }: ModelFolder,
): boolean {
  return one?.folder === folder && one.revision === revision;
}

/**
 * The one host of a device and the model it has loaded: started when first needed, started again
 * when it has died or another model is asked for.
 */
export class HostSession {
  private host: DenoiserHost | undefined;
  private open: Promise<OpenHost> | undefined;
  private opened: ModelFolder | undefined;
  private sized: { model: ModelFolder; size: BatchSize } | undefined;
  private disposed = false;

  constructor(
    readonly device: Device,
    private readonly entry: string,
    private readonly onRestart: (cause: string) => void,
    private readonly patience: Patience,
  ) {}

  /** How many evaluations of a model to ask for at a time. */
  batchSize(model: ModelFolder): BatchSize {
    if (!this.sized || !isSame(this.sized.model, model)) {
      this.sized = { model, size: firstBatchSize(model) };
    }
    return this.sized.size;
  }

  /**
   * Runs `work` with a host that has `model` loaded. When the host dies meanwhile it is started
   * again and `work` is run once more, in the smallest batches where it ran out of memory.
   *
   * @param image what a failure calls the image that the work is about.
   * @throws Failure `host-failed` when it dies a second time, `image-not-decodable` when that is in
   * decoding, `out-of-memory` when that is for want of memory; `cancelled` once the signal is aborted
   * or the session disposed; and whatever the host answers.
   */
  async run<T>(
    model: ModelFolder,
    image: string,
    work: (host: OpenHost) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T> {
    // Work that nobody waits for any more must not start a host, nor be repeated on a new one.
    const check = (): void => {
      if (this.disposed || signal.aborted) throw cancelled();
    };
    for (let deaths = 0; ; ) {
      try {
        check();
        const host = await this.openHost(model, check);
        check();
        return await work(host);
      } catch (error) {
        check();
        if (!(error instanceof ChildDied)) throw error;
        deaths += 1;
        if (deaths === deathLimit) throw blame(error, model, image, this.device);
        const size = this.batchSize(model);
        if (ranOutOfMemory(error)) size.ranOutOfMemory(size.evaluations);
        this.onRestart(error.message);
      }
    }
  }

  dispose(): void {
    this.disposed = true;
    this.host?.kill();
  }

  /** @param check throws where the host would be opened for nobody. */
  private async openHost(model: ModelFolder, check: () => void): Promise<OpenHost> {
    if (isSame(this.opened, model) && this.host?.isAlive) {
      // Loading is not given up for being slow: whoever waits wants the same model.
      await this.open;
      await this.host.settle();
      if (this.host.isAlive) return await this.open!;
    } else {
      await this.host?.settle();
    }
    check();
    this.host?.kill();
    const host = new DenoiserHost(this.entry);
    this.host = host;
    this.opened = model;
    this.open = openHost(host, model, this.device, this.patience, this.batchSize(model));
    this.open.catch(() => host.kill());
    return await this.open;
  }
}

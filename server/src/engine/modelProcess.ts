import { ChildDied } from '../child';
import type { Failure } from '../failure';
import { cancelled } from './cancelled';
import { DenoiserHost } from './denoiserHost';

/** Deaths in the same piece of work after which it, and not chance, is to blame. */
const deathLimit = 2;

/** What tells one model from another. */
interface Loadable {
  folder: string;
  revision: string;
}

interface ModelProcessOptions<Model, Open> {
  /** The bundle of the host. */
  entry: string;
  /** Has a host load a model. */
  open(host: DenoiserHost, model: Model): Promise<Open>;
  /** What is to blame when hosts die of the same work again and again. */
  blame(death: ChildDied, model: Model, image: string): Failure;
  /** Is told of a death after which the work is tried again. */
  onDeath(death: ChildDied, model: Model): void;
}

export function isSameModel(one: Loadable | undefined, { folder, revision }: Loadable): boolean {
  return one?.folder === folder && one.revision === revision;
}

/**
 * A host and the model that it has loaded: started when first needed, started again when it has died
 * or another model is asked for.
 */
export class ModelProcess<Model extends Loadable, Open> {
  private host: DenoiserHost | undefined;
  private open: Promise<Open> | undefined;
  private opened: Model | undefined;
  private opening: Promise<unknown> = Promise.resolve();
  private disposed = false;

  constructor(private readonly options: ModelProcessOptions<Model, Open>) {}

  /**
   * Runs `work` with a host that has `model` loaded. When the host dies meanwhile it is started
   * again and `work` is run once more.
   *
   * @param image what a failure calls the image that the work is about.
   * @param beside whether the host's other work is ours, too, and need not be over first.
   * @throws Failure what `blame` says when it dies a second time; `cancelled` once the signal is
   *   aborted or the process disposed; and whatever the host answers.
   */
  async run<T>(
    model: Model,
    image: string,
    work: (host: Open) => Promise<T>,
    signal: AbortSignal,
    beside = false,
  ): Promise<T> {
    // Work that nobody waits for any more must not start a host, nor be repeated on a new one.
    const check = (): void => {
      if (this.disposed || signal.aborted) throw cancelled();
    };
    for (let deaths = 0; ; ) {
      try {
        check();
        const host = await this.openHost(model, check, beside);
        check();
        return await work(host);
      } catch (error) {
        check();
        if (!(error instanceof ChildDied)) throw error;
        deaths += 1;
        if (deaths === deathLimit) throw this.options.blame(error, model, image);
        this.options.onDeath(error, model);
      }
    }
  }

  dispose(): void {
    this.disposed = true;
    this.host?.kill();
  }

  /** One after the other: several pieces of work may miss the same host at once. */
  private async openHost(model: Model, check: () => void, beside: boolean): Promise<Open> {
    const open = this.opening.then(async () => await this.openNext(model, check, beside));
    this.opening = open.catch(() => {});
    return await open;
  }

  /** @param check throws where the host would be opened for nobody. */
  private async openNext(model: Model, check: () => void, beside: boolean): Promise<Open> {
    if (isSameModel(this.opened, model) && this.host?.isAlive) {
      // Loading is not given up for being slow: whoever waits wants the same model.
      await this.open;
      if (!beside) await this.host.settle();
      if (this.host.isAlive) return await this.open!;
    } else {
      await this.host?.settle();
    }
    check();
    this.host?.kill();
    const host = new DenoiserHost(this.options.entry);
    this.host = host;
    this.opened = model;
    this.open = this.options.open(host, model);
    this.open.catch(() => host.kill());
    return await this.open;
  }
}

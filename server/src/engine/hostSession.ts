import { ResponseError } from 'vscode-jsonrpc/node';
import { Failure, type FailureCode } from '../failure';
import {
  type ErrorsParams,
  ErrorsRequest,
  OpenRequest,
  type PreparedImage,
  type PrepareParams,
  PrepareRequest,
} from '../host/messages';
import type { ModelFolder } from '../models';
import { classifyFailed, type FailureData } from '../protocol';
import { DenoiserHost, HostDied } from './denoiserHost';

/** Deaths in the same piece of work after which it, and not chance, is to blame. */
const deathLimit = 2;

/** The ONNX Runtime execution provider of every host. */
export const provider = 'cpu';

/** What a host with the model loaded can be asked. */
export interface OpenHost {
  prepare(parameters: PrepareParams): Promise<PreparedImage>;
  errors(parameters: ErrorsParams): Promise<number[][]>;
}

function asFailure(error: unknown): unknown {
  if (error instanceof ResponseError && error.code === classifyFailed) {
    const { code, details } = error.data as FailureData;
    return new Failure(code as FailureCode, error.message, details);
  }
  return error;
}

/**
 * The one host of an engine and the model it has loaded: started when first needed, started again
 * when it has died or another model is asked for.
 */
export class HostSession {
  private host: DenoiserHost | undefined;
  private open: Promise<OpenHost> | undefined;
  private opened: Pick<ModelFolder, 'folder' | 'revision'> | undefined;
  private disposed = false;

  constructor(
    private readonly entry: string,
    private readonly onRestart: (cause: string) => void,
  ) {}

  /**
   * Runs `work` with a host that has `model` loaded. When the host dies meanwhile it is started
   * again and `work` is run once more.
   *
   * @throws Failure `host-failed` when it dies a second time, `cancelled` once the signal is
   * aborted or the session disposed, and whatever the host answers.
   */
  async run<T>(
    model: ModelFolder,
    work: (host: OpenHost) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    // Work that nobody waits for any more must not start a host, nor be repeated on a new one.
    const check = (): void => {
      if (this.disposed || signal?.aborted) throw new Failure('cancelled', 'Cancelled.');
    };
    for (let deaths = 0; ; ) {
      try {
        check();
        const host = await this.openHost(model, check);
        check();
        return await work(host);
      } catch (error) {
        check();
        if (!(error instanceof HostDied)) throw asFailure(error);
        deaths += 1;
        if (deaths === deathLimit) {
          throw new Failure(
            'host-failed',
            `The denoiser host died twice on the same work with model ${model.id} on provider ${provider} (${error.message}). The model may need more memory than there is: try another model.`,
            { model: model.id, provider, cause: error.message },
          );
        }
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
    const { folder, revision } = model;
    const isAsked = this.opened?.folder === folder && this.opened.revision === revision;
    if (isAsked && this.host?.isAlive) {
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
    this.opened = { folder, revision };
    this.open = host.ask(OpenRequest.type, { folder, provider }).then(() => ({
      prepare: (parameters) => host.ask(PrepareRequest.type, parameters),
      errors: async (parameters) => (await host.ask(ErrorsRequest.type, parameters)).errors,
    }));
    this.open.catch(() => host.kill());
    return await this.open;
  }
}

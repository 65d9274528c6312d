import { ResponseError } from 'vscode-jsonrpc/node';
import { Failure, type FailureCode } from '../failure';
import {
  type ErrorsParams,
  ErrorsRequest,
  type ImageSource,
  type ModelDescription,
  OpenRequest,
  type PreparedImage,
  PrepareRequest,
} from '../host/messages';
import type { ModelFolder } from '../models';
import { classifyFailed, type FailureData } from '../protocol';
import { DenoiserHost, HostDied } from './denoiserHost';

/** Deaths in the same piece of work after which it, and not chance, is to blame. */
const deathLimit = 2;

/** What a host with the model loaded can be asked. */
export interface OpenHost {
  description: ModelDescription;
  prepare(image: ImageSource): Promise<PreparedImage>;
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
  private folder: string | undefined;
  private disposed = false;

  constructor(
    private readonly entry: string,
    private readonly onRestart: (cause: string) => void,
  ) {}

  /**
   * Runs `work` with a host that has `model` loaded. When the host dies meanwhile it is started
   * again and `work` is run once more.
   *
   * @throws Failure `host-failed` when it dies a second time, and whatever the host answers.
   */
  async run<T>(model: ModelFolder, work: (host: OpenHost) => Promise<T>): Promise<T> {
    for (let deaths = 0; ; ) {
      try {
        return await work(await this.openHost(model));
      } catch (error) {
        if (!(error instanceof HostDied)) throw asFailure(error);
        if (this.disposed) throw new Failure('cancelled', 'The engine was shut down.');
        deaths += 1;
        if (deaths === deathLimit) {
          throw new Failure(
            'host-failed',
            `The denoiser host died twice on the same work with model ${model.id} (${error.message}). The model may need more memory than there is: try another model, or see the log.`,
            { model: model.id, cause: error.message },
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

  private async openHost(model: ModelFolder): Promise<OpenHost> {
    await this.host?.settle();
    if (!this.host?.isAlive || this.folder !== model.folder) {
      this.host?.kill();
      const host = new DenoiserHost(this.entry);
      this.host = host;
      this.folder = model.folder;
      this.open = host
        .ask(OpenRequest.type, { folder: model.folder, provider: 'cpu' })
        .then((description) => ({
          description,
          prepare: (image) => host.ask(PrepareRequest.type, { image }),
          errors: async (parameters) => (await host.ask(ErrorsRequest.type, parameters)).errors,
        }));
      this.open.catch(() => host.kill());
    }
    return await this.open!;
  }
}

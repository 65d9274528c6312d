import { type RequestParam, type RequestType, ResponseError } from 'vscode-jsonrpc/node';
import type * as z from 'zod';
import { Failure } from '../failure';
import {
  type ErrorsParams,
  ErrorsRequest,
  OpenRequest,
  type PreparedImage,
  type PrepareParams,
  PrepareRequest,
} from '../host/messages';
import type { ModelFolder } from '../models';
import { classifyFailed } from '../protocol';
import { cancelled } from './cancelled';
import { DenoiserHost, HostDied } from './denoiserHost';
import {
  errorsSchema,
  failureSchema,
  modelDescriptionSchema,
  preparedImageSchema,
} from './hostAnswers';

/** Deaths in the same piece of work after which it, and not chance, is to blame. */
const deathLimit = 2;

/** The ONNX Runtime execution provider of every host. */
export const provider = 'cpu';

/** After how many seconds without an answer a host is taken for stuck. */
export interface Patience {
  open: number;
  /** Beyond the limit for decoding, which the host itself keeps. */
  prepare: number;
  errors: number;
}

/** A large model takes minutes to load, and a batch of it minutes on a slow processor. */
export const defaultPatience: Patience = { open: 600, prepare: 5, errors: 600 };

/** What a host with the model loaded can be asked. */
export interface OpenHost {
  prepare(parameters: PrepareParams): Promise<PreparedImage>;
  errors(parameters: ErrorsParams): Promise<number[][]>;
}

/** Asks, and turns a failure that crossed the channel into one of ours. */
async function ask<P, R, E>(
  host: DenoiserHost,
  type: RequestType<P, R, E>,
  parameters: RequestParam<P>,
  expected: { schema: z.ZodType<R>; seconds: number },
): Promise<R> {
  try {
    return await host.ask(type, parameters, expected);
  } catch (error) {
    if (!(error instanceof ResponseError) || error.code !== classifyFailed) throw error;
    const parsed = failureSchema.safeParse(error.data);
    if (!parsed.success) return await host.endForGarbage(parsed.error);
    throw new Failure(parsed.data.code, error.message, parsed.data.details);
  }
}

/** What is to blame when hosts die of the same work again and again. */
function blame({ message: cause, request }: HostDied, model: ModelFolder, image: string): Failure {
  if (request === PrepareRequest.type.method) {
    const reason = `the decoder was given up twice (${cause})`;
    return new Failure(
      'image-not-decodable',
      `${image} could not be decoded: ${reason}. It may be damaged, or made to do harm.`,
      { image, reason },
    );
  }
  return new Failure(
    'host-failed',
    `The denoiser host died twice on the same work with model ${model.id} on provider ${provider} (${cause}). The model may need more memory than there is: try another model.`,
    { model: model.id, provider, cause },
  );
}

/**
 * Whether a host goes on decoding an image that took too long: librsvg and libaom cannot be told to
 * stop, and four of them would keep every thread that files are read on.
 */
function stillDecodes(error: unknown): boolean {
  return (
    error instanceof Failure &&
    error.code === 'image-over-limit' &&
    error.details.limit === 'seconds'
  );
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
    private readonly patience: Patience,
  ) {}

  /**
   * Runs `work` with a host that has `model` loaded. When the host dies meanwhile it is started
   * again and `work` is run once more.
   *
   * @param image what a failure calls the image that the work is about.
   * @throws Failure `host-failed` when it dies a second time, or `image-not-decodable` when that is
   * in decoding; `cancelled` once the signal is aborted or the session disposed; and whatever the
   * host answers.
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
        if (!(error instanceof HostDied)) throw error;
        deaths += 1;
        if (deaths === deathLimit) throw blame(error, model, image);
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
    this.open = this.load(host, folder);
    this.open.catch(() => host.kill());
    return await this.open;
  }

  private async load(host: DenoiserHost, folder: string): Promise<OpenHost> {
    const { patience } = this;
    await ask(
      host,
      OpenRequest.type,
      { folder, device: { provider, index: 0 } },
      { schema: modelDescriptionSchema, seconds: patience.open },
    );
    return {
      prepare: async (parameters) => {
        try {
          return await ask(host, PrepareRequest.type, parameters, {
            schema: preparedImageSchema,
            seconds: parameters.limits.seconds + patience.prepare,
          });
        } catch (error) {
          if (stillDecodes(error)) host.kill();
          throw error;
        }
      },
      errors: async (parameters) => {
        const { errors } = await ask(host, ErrorsRequest.type, parameters, {
          schema: errorsSchema(parameters),
          seconds: patience.errors,
        });
        return errors;
      },
    };
  }
}

import path from 'node:path';
import pLimit from 'p-limit';
import { Failure } from '../failure';
import { defaultImageLimits, type ImageLimits } from '../imageLimits';
import { findModel } from '../models';
import { packageRoot } from '../packageRoot';
import type { ClassifyRequest, ClassifyResult, ServerStatus } from '../protocol';
import { type Control, classifyImage, orCancelled } from './classification';
import { HostSession, provider } from './hostSession';
import { toResult } from './result';

export interface EngineOptions {
  /** The bundle of the denoiser host. Default: `dist/host.js` of this package. */
  hostEntry?: string;
  onStatus?: (status: ServerStatus) => void;
  /** In force from the next image on. Default: {@link defaultImageLimits}. */
  limits?: () => Partial<ImageLimits>;
}

/** Classifies images with diffusion models, one at a time, on a denoiser host of its own. */
export class Engine {
  private readonly session: HostSession;
  private readonly oneAtATime = pLimit(1);
  private readonly onStatus: (status: ServerStatus) => void;
  private readonly limits: () => ImageLimits;
  private pending = 0;
  /** What is amiss, until a classification has succeeded again. */
  private trouble: Pick<ServerStatus, 'health' | 'message'> = { health: 'ok' };
  private model: string | undefined;

  constructor(options: EngineOptions = {}) {
    this.onStatus = options.onStatus ?? (() => {});
    this.limits = () => ({ ...defaultImageLimits, ...options.limits?.() });
    this.session = new HostSession(
      options.hostEntry ?? path.join(packageRoot(), 'dist', 'host.js'),
      (cause) => {
        this.trouble = {
          health: 'warning',
          message: `The denoiser host died and was started again: ${cause}`,
        };
        this.report();
      },
    );
  }

  /**
   * Classifies one image against its labels.
   *
   * @throws Failure with the code of what went wrong; `cancelled` as soon as the signal is aborted,
   * while a batch in flight is discarded when it ends.
   */
  async classify(request: ClassifyRequest, control: Control = {}): Promise<ClassifyResult> {
    this.pending += 1;
    this.report();
    try {
      return await orCancelled(
        this.oneAtATime(async () => {
          if (control.signal?.aborted) throw new Failure('cancelled', 'Cancelled.');
          return await this.classifyNow(request, control);
        }),
        control.signal,
      );
    } catch (error) {
      if (error instanceof Failure && error.code === 'host-failed') {
        this.trouble = { health: 'error', message: error.message };
      }
      throw error;
    } finally {
      this.pending -= 1;
      this.report();
    }
  }

  /** Ends the host for good. Requests that still wait for it are cancelled. */
  dispose(): void {
    this.session.dispose();
  }

  private async classifyNow(request: ClassifyRequest, control: Control): Promise<ClassifyResult> {
    const began = performance.now();
    const model = await findModel(request.model);
    if (this.model !== model.id) {
      this.model = model.id;
      this.report();
    }
    const { names, outcome } = await classifyImage(
      this.session,
      model,
      request,
      this.limits(),
      control,
    );
    this.trouble = { health: 'ok' };
    const seconds = (performance.now() - began) / 1_000;
    const trace = request.options?.trace ?? false;
    return toResult({ image: request.image, model: model.id, names, seconds, trace }, outcome);
  }

  private report(): void {
    this.onStatus({
      ...this.trouble,
      quiescent: this.pending === 0,
      ...(this.model !== undefined && { model: this.model, provider }),
    });
  }
}

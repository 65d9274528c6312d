import path from 'node:path';
import { Failure } from '../failure';
import { defaultImageLimits, type ImageLimits } from '../imageLimits';
import type { RaceOutcome } from '../method';
import { findModel } from '../models';
import { packageRoot } from '../packageRoot';
import type { ClassifyRequest, ClassifyResult, ServerStatus, Standing } from '../protocol';
import { Admission, requestSize } from './admission';
import { orCancelled } from './cancelled';
import { classifyImage } from './classification';
import { defaultPatience, HostSession, type Patience, provider } from './hostSession';
import { imageSource } from './imageSource';
import { requestIdentity } from './requestIdentity';
import { toResult } from './result';
import { SharedWork, type WorkControl } from './sharedWork';
import { type Priority, type Ticket, Turns } from './turns';

export interface EngineOptions {
  /** The bundle of the denoiser host. Default: `dist/host.js` of this package. */
  hostEntry?: string;
  onStatus?: (status: ServerStatus) => void;
  /** In force from the next image on. Default: {@link defaultImageLimits}. */
  limits?: () => Partial<ImageLimits>;
  patience?: Partial<Patience>;
}

/** How one of those who ask is told, and can change their mind. */
export interface Control {
  signal?: AbortSignal | undefined;
  /** Default `interactive`. */
  priority?: Priority | undefined;
  /** After every batch. */
  onStanding?: ((standing: Standing) => void) | undefined;
}

interface Classified {
  model: string;
  names: string[];
  outcome: RaceOutcome;
  seconds: number;
}

/**
 * Classifies images with diffusion models on a denoiser host of its own, one image at a time:
 * interactive requests before background ones, which step aside after a batch, each kind in the
 * order of arrival. Requests for the same thing share one classification.
 */
export class Engine {
  private readonly session: HostSession;
  private readonly onStatus: (status: ServerStatus) => void;
  private readonly limits: () => ImageLimits;
  private readonly admission = new Admission();
  private readonly turns = new Turns();
  private readonly shared = new SharedWork<Classified, Standing>();
  private arrivals = 0;
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
      { ...defaultPatience, ...options.patience },
    );
  }

  /**
   * Classifies one image against its labels.
   *
   * @throws Failure with the code of what went wrong; `cancelled` as soon as the signal is aborted,
   * while a batch in flight is discarded when it ends; `busy` when too many wait.
   */
  async classify(request: ClassifyRequest, control: Control = {}): Promise<ClassifyResult> {
    const { signal, priority = 'interactive', onStanding: onProgress } = control;
    const ticket: Ticket = { priority, arrival: this.arrivals++ };
    const source = imageSource(request.image);
    const leave = this.admission.enter(requestSize(request));
    this.report();
    try {
      const identity = await orCancelled(requestIdentity(request, source), signal);
      const classified = await this.shared.join(identity, ticket, { signal, onProgress }, (work) =>
        this.classifyInTurn({ ...request, source }, work),
      );
      const trace = request.options?.trace ?? false;
      const { names, outcome, model, seconds } = classified;
      return toResult({ image: request.image, model, names, seconds, trace }, outcome);
    } catch (error) {
      if (error instanceof Failure && error.code === 'host-failed') {
        this.trouble = { health: 'error', message: error.message };
      }
      throw error;
    } finally {
      leave();
      this.report();
    }
  }

  /** Ends the host for good. Requests that still wait for it are cancelled. */
  dispose(): void {
    this.session.dispose();
  }

  private async classifyInTurn(
    request: ClassifyRequest & { source: ReturnType<typeof imageSource> },
    { ticket, signal, onProgress: onStanding }: WorkControl<Standing>,
  ): Promise<Classified> {
    const { source, labels, options = {} } = request;
    const work = async (stepAside: () => Promise<void>): Promise<Classified> => {
      const began = performance.now();
      const model = await orCancelled(findModel(request.model), signal);
      if (this.model !== model.id) {
        this.model = model.id;
        this.report();
      }
      const { names, outcome } = await classifyImage(
        this.session,
        model,
        { source, labels, options, limits: this.limits() },
        { signal, onStanding, stepAside },
      );
      this.trouble = { health: 'ok' };
      return { model: model.id, names, outcome, seconds: (performance.now() - began) / 1_000 };
    };
    return await this.turns.run(ticket, work, signal);
  }

  private report(): void {
    this.onStatus({
      ...this.trouble,
      quiescent: this.admission.isIdle,
      ...(this.model !== undefined && { model: this.model, provider }),
    });
  }
}

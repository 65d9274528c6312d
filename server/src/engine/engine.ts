import path from 'node:path';
import { Failure, type FailureCode } from '../failure';
import type { Device, ImageSource } from '../host/messages';
import { defaultImageLimits, type ImageLimits } from '../imageLimits';
import { findModel } from '../models';
import { packageRoot } from '../packageRoot';
import type {
  ClassifyRequest,
  ClassifyResult,
  Provider,
  ServerStatus,
  Standing,
} from '../protocol';
import { Admission, requestSize } from './admission';
import { orCancelled } from './cancelled';
import { type Classified, classifyImage } from './classification';
import type { Step } from './control';
import type { HostSession } from './hostSession';
import { type DeviceChoice, Hosts } from './hosts';
import { imageSource } from './imageSource';
import { defaultPatience, type Patience } from './openHost';
import { requestIdentity } from './requestIdentity';
import { toResult } from './result';
import { SharedWork, type WorkControl } from './sharedWork';
import type { Priority, Ticket } from './turns';

export interface EngineOptions {
  /** The bundle of the denoiser host. Default: `dist/host.js` of this package. */
  hostEntry?: string;
  onStatus?: (status: ServerStatus) => void;
  /** In force from the next image on. Default: {@link defaultImageLimits}. */
  limits?: () => Partial<ImageLimits>;
  patience?: Partial<Patience>;
  /**
   * What to run on, each device with a host of its own; asked once, before the first image, and again
   * where that failed; given up when the engine is disposed. Default: the processor.
   */
  devices?: (signal: AbortSignal) => Promise<DeviceChoice>;
}

/** How one of those who ask is told, and can change their mind. */
export interface Control {
  signal?: AbortSignal | undefined;
  /** Default `interactive`. */
  priority?: Priority | undefined;
  /** After every batch. */
  onStanding?: ((standing: Standing) => void) | undefined;
  /** How far the reading of labels, and then the evaluations, have come. */
  onStep?: ((step: Step) => void) | undefined;
}

/** Failures that concern every image to come. */
const troubles: readonly FailureCode[] = ['host-failed', 'out-of-memory', 'provider-unavailable'];

const processor: Device = { provider: 'cpu', index: 0 };

/** Milliseconds after which it is said that the devices are being chosen. */
const quickChoice = 1_000;

type StepAside = () => Promise<HostSession>;

/** What those who share a classification hear of it on the way. */
type Progress = { standing: Standing } | { step: Step };

interface Answer extends Classified {
  model: string;
  provider: Provider;
  seconds: number;
}

/**
 * Classifies images with diffusion models, one image at a time on each device: interactive requests
 * before background ones, which step aside after a batch, each kind in the order of arrival.
 * Requests for the same thing share one classification.
 */
export class Engine {
  private readonly onStatus: (status: ServerStatus) => void;
  private readonly limits: () => ImageLimits;
  private readonly hosts: Hosts;
  private readonly admission = new Admission();
  private readonly shared = new SharedWork<Answer, Progress>();
  private arrivals = 0;
  /** What is amiss, until a classification has succeeded again. */
  private trouble: Pick<ServerStatus, 'health' | 'message'> = { health: 'ok' };
  private model: { id: string; provider: Provider } | undefined;

  constructor(options: EngineOptions = {}) {
    this.onStatus = options.onStatus ?? (() => {});
    this.limits = () => ({ ...defaultImageLimits, ...options.limits?.() });
    this.hosts = new Hosts({
      entry: options.hostEntry ?? path.join(packageRoot(), 'dist', 'host.js'),
      choose: options.devices ?? (async () => ({ devices: [processor], warnings: [] })),
      patience: { ...defaultPatience, ...options.patience },
      onRestart: (cause) => {
        this.trouble = {
          health: 'warning',
          message: `The denoiser host died and was started again: ${cause}`,
        };
        this.report();
      },
    });
  }

  /**
   * Classifies one image against its labels.
   *
   * @throws Failure with the code of what went wrong; `cancelled` as soon as the signal is aborted,
   * while a batch in flight is discarded when it ends; `busy` when too many wait.
   */
  async classify(request: ClassifyRequest, control: Control = {}): Promise<ClassifyResult> {
    const { signal, priority = 'interactive', onStanding, onStep } = control;
    const ticket: Ticket = { priority, arrival: this.arrivals++ };
    const source = imageSource(request.image);
    const leave = this.admission.enter(requestSize(request));
    this.report();
    const onProgress = (progress: Progress): void => {
      if ('standing' in progress) onStanding?.(progress.standing);
      else onStep?.(progress.step);
    };
    try {
      const identity = await orCancelled(requestIdentity(request, source), signal);
      const answer = await this.shared.join(identity, ticket, { signal, onProgress }, (work) =>
        this.classifyInTurn({ ...request, source }, work),
      );
      const trace = request.options?.trace ?? false;
      return toResult({ ...answer, image: request.image, trace }, answer.outcome);
    } catch (error) {
      if (error instanceof Failure && troubles.includes(error.code)) {
        this.trouble = { health: 'error', message: error.message };
      }
      throw error;
    } finally {
      leave();
      this.report();
    }
  }

  /** Ends the hosts for good. Requests that still wait for them are cancelled. */
  dispose(): void {
    this.hosts.dispose();
  }

  private async classifyInTurn(
    request: ClassifyRequest & { source: ImageSource },
    { ticket, signal, onProgress }: WorkControl<Progress>,
  ): Promise<Answer> {
    const { source, labels, options = {} } = request;
    const work = async (first: HostSession, stepAside: StepAside): Promise<Answer> => {
      const began = performance.now();
      const model = await orCancelled(findModel(request.model), signal);
      const { provider } = first.device;
      if (this.model?.id !== model.id || this.model.provider !== provider) {
        this.model = { id: model.id, provider };
        this.report();
      }
      const classified = await classifyImage(
        model,
        { source, labels, options, limits: this.limits() },
        {
          signal,
          onStanding: (standing) => onProgress({ standing }),
          onStep: (step) => onProgress({ step }),
          stepAside,
        },
      );
      this.trouble = { health: 'ok' };
      const seconds = (performance.now() - began) / 1_000;
      return { ...classified, model: model.id, provider, seconds };
    };
    const late = setTimeout(
      () => onProgress({ step: { name: 'choosing', done: 0, total: 1 } }),
      quickChoice,
    );
    const turns = await orCancelled(this.hosts.turns(), signal).finally(() => clearTimeout(late));
    return await turns.run(ticket, work, signal);
  }

  private report(): void {
    const warnings = [...this.hosts.warnings];
    this.onStatus({
      ...this.trouble,
      quiescent: this.admission.isIdle,
      ...(this.model && { model: this.model.id, provider: this.model.provider }),
      ...(warnings.length > 0 && { warnings }),
    });
  }
}

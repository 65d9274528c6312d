import path from 'node:path';
import { Failure, type FailureCode } from '../failure';
import type { Device, Fingerprint, ImageSource } from '../host/messages';
import { defaultImageLimits, type ImageLimits } from '../imageLimits';
import { findClip, findModel } from '../models';
import { packageRoot } from '../packageRoot';
import type {
  ClassifyRequest,
  ClassifyResult,
  ExplainRequest,
  ExplainResult,
  Provider,
  ServerStatus,
  Standing,
} from '../protocol';
import { Admission, requestSize } from './admission';
import { allOrNone } from './allOrNone';
import { orCancelled } from './cancelled';
import type { Question } from './classification';
import type { ClassificationControl, Step } from './control';
import type { ErrorMemory } from './errorMemory';
import { type Evaluated, type EvaluateRequest, evaluateImage } from './evaluation';
import { explainImage } from './explain';
import { type Features, type FeaturesRequest, imageFeatures } from './features';
import { Fingerprinter } from './fingerprint';
import type { HostSession } from './hostSession';
import { type DeviceChoice, Hosts } from './hosts';
import { classifyGroup } from './imageGroup';
import type { Remembering } from './imageMemory';
import { imageSource } from './imageSource';
import type { ImagesControl } from './imagesControl';
import { ModelDigests } from './modelDigests';
import { defaultPatience, type Patience } from './openHost';
import { requestIdentity } from './requestIdentity';
import { toResult } from './result';
import { type Scored, type ScoreRequest, scoreLabels } from './scoring';
import { SharedWork, type WorkControl } from './sharedWork';
import { classifyShortlisted, type Shortlisted } from './shortlist';
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
  /** Where errors are kept from one classification to the next. Default: nowhere. */
  errors?: ErrorMemory;
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

/** Milliseconds after which a group of images lets another have the device: loading a model takes some. */
const longestTurn = 10_000;

type StepAside = () => Promise<HostSession>;

/** What those who share a classification hear of it on the way. */
type Progress = { standing: Standing } | { step: Step };

/** Where and how long something was worked on. */
interface Work {
  model: string;
  provider: Provider;
  seconds: number;
}

type Answer = Shortlisted & Work;

/** What a piece of work is done with, once its turn has come. */
interface Turn<Model> {
  model: Model;
  provider: Provider;
  control: ClassificationControl;
  stepAside: StepAside;
  isDue: () => boolean;
}

function progressTo({ onStanding, onStep }: Control): (progress: Progress) => void {
  return (progress) => {
    if ('standing' in progress) onStanding?.(progress.standing);
    else onStep?.(progress.step);
  };
}

async function* each<T>(items: Iterable<T> | AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
  yield* items;
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
  private readonly fingerprinter: Fingerprinter;
  private readonly admission = new Admission();
  private readonly shared = new SharedWork<Answer, Progress>();
  private readonly remembering: Remembering | undefined;
  private arrivals = 0;
  /** What is amiss, until a classification has succeeded again. */
  private trouble: Pick<ServerStatus, 'health' | 'message'> = { health: 'ok' };
  private model: { id: string; provider: Provider } | undefined;

  constructor(options: EngineOptions = {}) {
    this.onStatus = options.onStatus ?? (() => {});
    this.limits = () => ({ ...defaultImageLimits, ...options.limits?.() });
    const { errors: store } = options;
    this.remembering = store && { store, digests: new ModelDigests(store) };
    const entry = options.hostEntry ?? path.join(packageRoot(), 'dist', 'host.js');
    const patience = { ...defaultPatience, ...options.patience };
    this.fingerprinter = new Fingerprinter({ entry, patience: patience.prepare });
    this.hosts = new Hosts({
      entry,
      choose: options.devices ?? (async () => ({ devices: [processor], warnings: [] })),
      patience,
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
   *   while a batch in flight goes on to its end and is remembered; `busy` when too many wait.
   */
  async classify(request: ClassifyRequest, control: Control = {}): Promise<ClassifyResult> {
    const { signal } = control;
    const ticket = this.ticket(control);
    const source = imageSource(request.image);
    const onProgress = progressTo(control);
    return await this.admitted(request, async () => {
      const identity = await orCancelled(requestIdentity(request, source), signal);
      const answer = await this.shared.join(identity, ticket, { signal, onProgress }, (work) =>
        this.classifyInTurn({ ...request, source }, work),
      );
      const trace = request.options?.trace ?? false;
      return toResult({ ...answer, image: request.image, trace }, answer.outcome);
    });
  }

  /**
   * Classifies many images against the same labels. Images are taken from `images` as there is room
   * for them. What is wrong with one of them is its answer; the others go on.
   *
   * @throws Failure what every image would meet (`label-unknown`, `model-not-found`, `host-failed`,
   *   ...); `cancelled` as soon as the signal is aborted. What was computed stays in the error store.
   */
  async classifyImages(
    request: Omit<ClassifyRequest, 'image'>,
    images: Iterable<string> | AsyncIterable<string>,
    { onAnswer, signal, priority = 'background' }: ImagesControl,
  ): Promise<void> {
    const asked = each(images);
    const stop = new AbortController();
    const stopped = AbortSignal.any(signal ? [signal, stop.signal] : [stop.signal]);
    const group = async (): Promise<void> => {
      const ticket = this.ticket({ priority });
      const work = { ticket, signal: stopped, onProgress: () => {} };
      const find = () => findModel(request.model);
      await this.inTurn(find, work, async ({ model, provider, stepAside, isDue }) => {
        const grouped = { ...request, provider, ...this.means(request.options?.remember) };
        await classifyGroup(model, grouped, asked, {
          signal: stopped,
          turn: { stepAside, isDue: this.takingTurns(ticket, isDue) },
          onAnswer,
        });
        return {};
      });
    };
    try {
      await this.admitted({ image: '', labels: request.labels }, async () => {
        const { places } = await orCancelled(this.hosts.turns(), signal);
        await allOrNone(
          Array.from({ length: places }, () => group),
          stop,
        );
      });
    } finally {
      // What still waits for the next image does so for nobody.
      void asked.return(undefined);
    }
  }

  /**
   * Evaluates an image at samples of the caller's choice, without a race.
   *
   * @throws Failure as {@link classify} does; what was computed before stays in the error store.
   */
  async evaluate(request: EvaluateRequest, control: Control = {}): Promise<Evaluated & Work> {
    const source = imageSource(request.image);
    const { remember } = request.options ?? {};
    return await this.admitted(request, async () =>
      this.inTurn(
        () => findModel(request.model),
        this.alone(control),
        async ({ model, provider, control: turn }) => {
          const question = { source, request, provider, ...this.means(remember) };
          return await evaluateImage(model, question, turn);
        },
      ),
    );
  }

  /**
   * Scores labels for an image with CLIP or an image classifier, without a diffusion model.
   *
   * @throws Failure as {@link classify} does.
   */
  async score(request: ScoreRequest, control: Control = {}): Promise<Scored & Work> {
    const source = imageSource(request.image);
    return await this.admitted(request, async () =>
      this.inTurn(
        async () =>
          typeof request.model === 'string' ? await findClip(request.model) : request.model,
        this.alone(control),
        async ({ model, control: turn }) =>
          await scoreLabels(model, { source, request, limits: this.limits() }, turn),
      ),
    );
  }

  /**
   * What leaves the middle of a diffusion model for an image, without a label: features for another
   * classifier to learn from.
   *
   * @throws Failure as {@link classify} does; `model-invalid` for a model that has no such middle.
   */
  async features(request: FeaturesRequest, control: Control = {}): Promise<Features & Work> {
    const source = imageSource(request.image);
    const { signal = new AbortController().signal } = control;
    return await this.admitted({ image: request.image, labels: [] }, async () =>
      this.inTurn(
        () => findModel(request.model),
        this.alone(control),
        async ({ model, stepAside }) => {
          const question = { source, limits: this.limits(), request };
          return await imageFeatures(model, question, await stepAside(), signal);
        },
      ),
    );
  }

  /**
   * Explains why one label fits an image better than another.
   *
   * @throws Failure as {@link classify} does; errors that were computed before stay in the store.
   */
  async explain(request: ExplainRequest, control: Control = {}): Promise<ExplainResult> {
    const { image, options } = request;
    const source = imageSource(image);
    return await this.admitted(request, async () => {
      const { warnings, ...explained } = await this.inTurn(
        () => findModel(request.model),
        this.alone(control),
        async ({ model, provider, control: turn }) => {
          const question = { source, request, provider, ...this.means(options?.remember) };
          return await explainImage(model, question, turn);
        },
      );
      return { image, ...explained, ...(warnings.length > 0 && { warnings }) };
    });
  }

  /**
   * What tells an image from others, by its bytes and by how it looks, without a model and beside all
   * other work. Several may be asked for at once.
   *
   * @throws Failure `image-...`; `cancelled`.
   */
  async fingerprint(
    image: string,
    { signal = new AbortController().signal }: Pick<Control, 'signal'> = {},
  ): Promise<Fingerprint> {
    return await this.fingerprinter.fingerprint(imageSource(image), this.limits(), signal);
  }

  /** Ends the hosts for good. Requests that still wait for them are cancelled. */
  dispose(): void {
    this.hosts.dispose();
    this.fingerprinter.dispose();
    this.remembering?.digests.dispose();
  }

  private async classifyInTurn(
    request: ClassifyRequest & { source: ImageSource },
    control: WorkControl<Progress>,
  ): Promise<Answer> {
    const { source, labels, options = {} } = request;
    const find = () => findModel(request.model);
    return await this.inTurn(find, control, async ({ model, provider, control: turn }) => {
      const question = { source, labels, options, provider, ...this.means(options.remember) };
      return await classifyShortlisted(model, question, turn);
    });
  }

  /** What every question about an image is answered with. */
  private means(remember = true): Pick<Question, 'limits' | 'remembering'> {
    return { limits: this.limits(), remembering: remember ? this.remembering : undefined };
  }

  /** The control of work that nobody shares. */
  private alone(control: Control): WorkControl<Progress> {
    const { signal = new AbortController().signal } = control;
    return { ticket: this.ticket(control), signal, onProgress: progressTo(control) };
  }

  /** Steps aside for work of the same kind, too, after a while: two runs go on by turns. */
  private takingTurns(ticket: Ticket, isDue: () => boolean): () => boolean {
    let since = performance.now();
    return () => {
      if (performance.now() - since > longestTurn) {
        ticket.arrival = this.arrivals++;
        since = performance.now();
      }
      return isDue();
    };
  }

  private ticket({ priority = 'interactive' }: Control): Ticket {
    return { priority, arrival: this.arrivals++ };
  }

  /** Lets a request in, and keeps what goes wrong for the status. */
  private async admitted<T>(
    request: Parameters<typeof requestSize>[0],
    work: () => Promise<T>,
  ): Promise<T> {
    const leave = this.admission.enter(requestSize(request));
    this.report();
    try {
      return await work();
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

  /** Does `answer` with a model and a host when its turn has come. */
  private async inTurn<Model extends { id: string }, T>(
    find: () => Promise<Model>,
    { ticket, signal, onProgress }: WorkControl<Progress>,
    answer: (turn: Turn<Model>) => Promise<T>,
  ): Promise<T & Work> {
    const work = async (
      first: HostSession,
      stepAside: StepAside,
      isDue: () => boolean,
    ): Promise<T & Work> => {
      const began = performance.now();
      const model = await orCancelled(find(), signal);
      const { provider } = first.device;
      if (this.model?.id !== model.id || this.model.provider !== provider) {
        this.model = { id: model.id, provider };
        this.report();
      }
      const control: ClassificationControl = {
        signal,
        onStanding: (standing) => onProgress({ standing }),
        onStep: (step) => onProgress({ step }),
        stepAside,
      };
      const answered = await answer({ model, provider, control, stepAside, isDue });
      this.trouble = { health: 'ok' };
      const seconds = (performance.now() - began) / 1_000;
      return { ...answered, model: model.id, provider, seconds };
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

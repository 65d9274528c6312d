import type {
  Conditioning,
  Evaluations,
  ImageSource,
  MapParams,
  MapResult,
  SampleToEvaluate,
  Warning,
} from '../host/messages';
import type { ImageLimits } from '../imageLimits';
import type { Loss, NoiseSource } from '../method';
import type { ModelFolder } from '../models';
import type { ClassifyOptions } from '../protocol';
import { orCancelled } from './cancelled';
import type { ClassificationControl } from './control';
import { encodePrompts } from './encodePrompts';
import type { ImageMemory } from './imageMemory';
import { ImageOnHost } from './imageOnHost';
import { type Gap, KnownErrors } from './knownErrors';
import { notedWarnings, noteName } from './notedWarnings';
import type { Session } from './session';
import { type Untrained, warnOfUntrained } from './untrainedLabels';

/** An image, what it is asked about, and what is remembered of it. */
export interface Subject {
  model: ModelFolder;
  source: ImageSource;
  options: Pick<ClassifyOptions, 'preprocessing'>;
  limits: ImageLimits;
  rows: readonly Conditioning[];
  /** Labels to warn of, where there are some. */
  untrained: Untrained | undefined;
  noise: NoiseSource;
  memory: ImageMemory | undefined;
}

/**
 * The errors of one image under some conditionings: those that are remembered cost nothing, the
 * others are asked of a host and remembered as soon as it has answered, wanted or not.
 */
export class ImageErrors {
  /** Evaluations that a host has made for this image, and those asked for in all. */
  computed = 0;
  asked = 0;
  private readonly known: KnownErrors;
  private readonly image: ImageOnHost;
  /** Where the work has its turn: stepping aside may move it to another device. */
  private session: Session | undefined;
  private ofModel: Warning[] = [];
  private ofLabels: Warning[] | undefined;
  private stored: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly subject: Subject,
    private readonly control: Pick<ClassificationControl, 'signal' | 'onStep' | 'stepAside'>,
  ) {
    const { rows, memory } = subject;
    this.image = new ImageOnHost(subject, control.signal, memory?.imageKey);
    this.known = new KnownErrors(rows, memory);
  }

  /**
   * Lets more urgent work go first.
   *
   * @returns how many evaluations to ask for at a time.
   */
  async batchSize(): Promise<number> {
    this.session = await this.control.stepAside();
    return this.session.batchSize(this.subject.model).evaluations;
  }

  /** How many of these evaluations a host would have to make. */
  async missing(rows: readonly number[], samples: readonly SampleToEvaluate[]): Promise<number> {
    await orCancelled(this.known.load(rows), this.control.signal);
    const gaps = this.known.gaps(rows, samples);
    return gaps.reduce((sum, gap) => sum + gap.rows.length * gap.samples.length, 0);
  }

  /**
   * Of each loss [rows][samples].
   *
   * @throws Failure whatever the host answers; `cancelled`, while a batch in flight goes on to its
   *   end and is remembered.
   */
  async errors(
    rows: readonly number[],
    samples: readonly SampleToEvaluate[],
  ): Promise<Record<Loss, number[][]>> {
    await orCancelled(this.known.load(rows), this.control.signal);
    for (const gap of this.known.gaps(rows, samples)) {
      await this.compute(
        gap,
        (session, batch) =>
          session.evaluate(this.subject.model, this.image, batch, this.control.signal),
        ({ errors }) => this.known.fill(gap, errors, this.isLasting),
      );
    }
    this.asked += rows.length * samples.length;
    return this.known.errors(rows, samples);
  }

  /**
   * The errors of all rows at these samples, and where in the image they lie: which a host computes in
   * any case, while errors that are remembered keep their digits. Throws what {@link errors} does.
   */
  async map(
    samples: readonly SampleToEvaluate[],
    how: Pick<MapParams, 'loss' | 'weights'>,
  ): Promise<MapResult> {
    const rows = [...this.subject.rows.keys()];
    await orCancelled(this.known.load(rows), this.control.signal);
    const gaps = this.known.gaps(rows, samples);
    const { map } = await this.compute(
      { rows, samples: [...samples] },
      async (session, batch) =>
        session.run(
          this.subject.model,
          this.image.name,
          async (host) => ({
            ...(await this.image.map(host, { ...batch, ...how })),
            warnings: host.description.warnings,
          }),
          this.control.signal,
        ),
      ({ errors }) =>
        Promise.all(
          gaps.map((gap) => this.known.fill(gap, within(gap, samples, errors), this.isLasting)),
        ),
    );
    this.asked += rows.length * samples.length;
    return { errors: this.known.errors(rows, samples), map };
  }

  /** Resolves once all that has been computed so far is stored. */
  async whenStored(): Promise<void> {
    await this.stored;
  }

  /**
   * What whoever gets an answer of this model to these labels should know.
   *
   * @throws Failure `cancelled`, and what reading the prompts does.
   */
  async warnings(): Promise<Warning[]> {
    const { model, rows, untrained, memory } = this.subject;
    const { signal } = this.control;
    const note = memory && noteName({ model: model.id, digest: memory.digest, rows, untrained });
    if (this.computed === 0 && memory) {
      const noted = await orCancelled(notedWarnings(memory.store, note!), signal);
      if (noted) return noted;
    }
    await this.encode();
    const warnings = [...this.ofModel, ...this.ofLabels!];
    if (memory && this.computed > 0) {
      await orCancelled(memory.store.setNote(note!, JSON.stringify(warnings)), signal);
    }
    return warnings;
  }

  /** Whether other hosts would compute the same: latents that one has drawn by chance are its own. */
  private get isLasting(): boolean {
    return !this.ofModel.some(({ code }) => code === 'latent-sampled');
  }

  /** Has the host read the prompts before the first evaluation: it is known then which are too long. */
  private async encode(): Promise<void> {
    if (this.ofLabels) return;
    const { model, rows, untrained } = this.subject;
    const { name } = this.image;
    this.ofLabels = [
      ...(await encodePrompts(model, rows, name, this.control)),
      ...(untrained ? await warnOfUntrained(model, untrained, name, this.control) : []),
    ];
    this.session = await this.control.stepAside();
  }

  /** @param keep takes what the host answers, wanted or not; resolves once it is stored. */
  private async compute<T extends { warnings: Warning[] }>(
    gap: Gap,
    ask: (session: Session, batch: Evaluations) => Promise<T>,
    keep: (answer: T) => Promise<unknown>,
  ): Promise<T> {
    await this.encode();
    const { rows, noise } = this.subject;
    const conditionings = gap.rows.map((row) => rows[row]!);
    const batch = { conditionings, samples: gap.samples, noise };
    const filled = ask(this.session!, batch).then((answer) => {
      this.ofModel = answer.warnings;
      this.computed += gap.rows.length * gap.samples.length;
      this.stored = Promise.all([this.stored, keep(answer)]);
      return answer;
    });
    return await orCancelled(filled, this.control.signal);
  }
}

/** Of errors of all rows at some samples, those of a gap among them. */
function within(
  { rows, samples: missing }: Gap,
  samples: readonly SampleToEvaluate[],
  errors: Record<Loss, number[][]>,
): Record<Loss, number[][]> {
  const columns = new Map(samples.map((sample, column) => [sample, column]));
  const ofLoss = (loss: Loss): number[][] =>
    rows.map((row) => missing.map((sample) => errors[loss][row]![columns.get(sample)!]!));
  return { l2: ofLoss('l2'), l1: ofLoss('l1'), huber: ofLoss('huber') };
}

import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../failure';
import type { Evaluations } from '../host/messages';
import type { ModelFolder } from '../models';
import { BatchClock } from './batchClock';
import type { BatchSize } from './batchSize';
import type { HostSession } from './hostSession';
import type { ImageOnHost } from './imageOnHost';
import type { OpenHost } from './openHost';
import type { EvaluatedBatch, Session } from './session';
import { SharedLock } from './sharedLock';

/** What an image gets of a batch. */
type Shared = EvaluatedBatch & {
  /** Its share of the time that it took. */
  seconds: number;
};

export interface GroupTurn {
  /** Lets more urgent work go first; called between batches. */
  stepAside(): Promise<HostSession>;
  /** Whether there is some. */
  isDue(): boolean;
}

interface Waiting {
  image: ImageOnHost;
  batch: Evaluations;
  resolve(evaluated: Shared): void;
  reject(reason: unknown): void;
}

/** Milliseconds that urgent work waits for images that are being decoded; many are done in some. */
const longestDecoding = 2_000;

function evaluationsOf({ conditionings, samples }: Evaluations): number {
  return conditionings.length * samples.length;
}

/**
 * A session that several images share: what they ask for while a batch is being computed goes into
 * the next one together, and images are decoded meanwhile. All of them ask the same model, with the
 * same noise.
 */
export class GroupSession {
  readonly clock = new BatchClock();
  private readonly lock = new SharedLock();
  private readonly waiting: Waiting[] = [];
  private present: Promise<HostSession>;
  private isAside = false;
  private isComputing = false;
  /** Until then the host may still be at work that somebody has given up. */
  private hasBegun = false;

  constructor(
    private readonly model: ModelFolder,
    private readonly turn: GroupTurn,
    private readonly signal: AbortSignal,
  ) {
    this.present = this.lettingOthers();
  }

  /** Where the group is at work, once nothing more urgent is. */
  async session(): Promise<HostSession> {
    return await this.present;
  }

  /**
   * Lets more urgent work go first where no batch does: a group whose images are all remembered
   * computes none.
   */
  async idle(): Promise<HostSession> {
    if (!this.isComputing && !this.isAside && this.lock.isFree) {
      this.present = this.lettingOthers();
    }
    return await this.present;
  }

  /** See {@link Session.run}. A host that dies of one image's work is not laid to another's charge. */
  async run<T>(image: string, work: (host: OpenHost) => Promise<T>): Promise<T> {
    const run = async (session: HostSession) =>
      await session.run(this.model, image, work, this.signal, this.hasBegun);
    try {
      const done = await this.inside('shared', run);
      this.hasBegun = true;
      return done;
    } catch (error) {
      if (!mayBeAnothers(error)) throw error;
      return await this.inside('alone', run);
    }
  }

  /** Has the host work where the group is present: it may have stepped aside while this waited. */
  private async inside<T>(
    how: 'shared' | 'alone',
    work: (session: HostSession) => Promise<T>,
  ): Promise<T> {
    for (;;) {
      const session = await this.present;
      const done = await this.lock[how](async () =>
        this.isAside ? undefined : { answer: await work(session) },
      );
      if (done) return done.answer;
    }
  }

  async evaluate(image: ImageOnHost, batch: Evaluations): Promise<Shared> {
    const since = this.clock.now();
    await this.run(image.name, (host) => image.prepare(host));
    const decoding = this.clock.secondsApart(since);
    const { seconds, ...evaluated } = await new Promise<Shared>((resolve, reject) => {
      this.waiting.push({ image, batch, resolve, reject });
      if (!this.isComputing) void this.compute();
    });
    return { ...evaluated, seconds: decoding + seconds };
  }

  private async compute(): Promise<void> {
    this.isComputing = true;
    try {
      while (this.waiting.length > 0) {
        // Those that were answered together ask together.
        await setImmediate();
        if (!this.isAside) this.present = this.lettingOthers();
        const session = await this.present;
        await this.send(session, this.take(session.batchSize(this.model).evaluations));
      }
    } catch (error) {
      for (const { reject } of this.waiting.splice(0)) reject(error);
    } finally {
      this.isComputing = false;
    }
  }

  private lettingOthers(): Promise<HostSession> {
    this.isAside = true;
    const present = this.whenOver().finally(() => {
      this.isAside = false;
    });
    // Whoever waits hears of it.
    present.catch(() => {});
    return present;
  }

  /** Others may ask the host for another model: what it is at work on for us is over by then. */
  private async whenOver(): Promise<HostSession> {
    if (this.turn.isDue()) {
      await Promise.race([this.lock.emptied(), sleep(longestDecoding, undefined, { ref: false })]);
    }
    return await this.turn.stepAside();
  }

  /** As many of those that wait, in order, as make a batch of `most` evaluations; one at least. */
  private take(most: number): Waiting[] {
    let evaluations = 0;
    const beyond = this.waiting.findIndex(({ batch }) => {
      evaluations += evaluationsOf(batch);
      return evaluations > most;
    });
    return this.waiting.splice(0, beyond < 0 ? this.waiting.length : Math.max(1, beyond));
  }

  private async send(session: HostSession, together: readonly Waiting[]): Promise<void> {
    const began = this.clock.begin();
    try {
      const answers = await this.lock.shared(async () => await this.ask(session, together));
      const seconds = this.clock.end(began);
      const all = together.reduce((sum, { batch }) => sum + evaluationsOf(batch), 0);
      for (const [index, { batch, resolve }] of together.entries()) {
        resolve({ ...answers[index]!, seconds: (seconds * evaluationsOf(batch)) / all });
      }
    } catch {
      this.clock.end(began);
      // Whose fault it was shows when each is asked about alone.
      for (const { image, batch, resolve, reject } of together) {
        const again = this.clock.begin();
        await this.inside('alone', async (present) =>
          present.evaluate(this.model, image, batch, this.signal),
        ).then(
          (answer) => resolve({ ...answer, seconds: this.clock.end(again) }),
          (reason) => {
            this.clock.end(again);
            reject(reason);
          },
        );
      }
    }
  }

  private async ask(session: HostSession, together: readonly Waiting[]): Promise<EvaluatedBatch[]> {
    const [{ image, batch }] = together as [Waiting];
    if (together.length === 1) {
      return [await session.evaluate(this.model, image, batch, this.signal, true)];
    }
    return await session.run(
      this.model,
      image.name,
      async (host) => {
        const keys = await Promise.all(together.map((one) => one.image.prepare(host)));
        const images = together.map(({ batch: { conditionings, samples } }, index) => ({
          key: keys[index]!,
          conditionings,
          samples,
        }));
        const errors = await host.errorsOfImages({ images, noise: batch.noise });
        const { warnings } = host.description;
        return errors.map((ofImage) => ({ errors: ofImage, warnings }));
      },
      this.signal,
      true,
    );
  }
}

/** Whether a failure may be that of another image, which the same host was at work on. */
function mayBeAnothers(error: unknown): boolean {
  return (
    error instanceof Failure &&
    ['host-failed', 'out-of-memory', 'image-not-decodable'].includes(error.code)
  );
}

/** What one image sees of a {@link GroupSession}. */
export class GroupPlace implements Session {
  /** Spent on this image: its share of every batch, and what it took beside batches. */
  seconds = 0;

  private constructor(
    private readonly group: GroupSession,
    private session: HostSession,
  ) {}

  static async in(group: GroupSession): Promise<GroupPlace> {
    return new GroupPlace(group, await group.session());
  }

  /** Lets more urgent work go first, and waits while the group has stepped aside. */
  async present(): Promise<GroupPlace> {
    this.session = await this.group.idle();
    return this;
  }

  get scorer(): Session['scorer'] {
    return this.session.scorer;
  }

  batchSize(model: ModelFolder): BatchSize {
    return this.session.batchSize(model);
  }

  async run<T>(
    _model: ModelFolder,
    image: string,
    work: (host: OpenHost) => Promise<T>,
  ): Promise<T> {
    const since = this.group.clock.now();
    const done = await this.group.run(image, work);
    this.seconds += this.group.clock.secondsApart(since);
    return done;
  }

  async evaluate(
    _model: ModelFolder,
    image: ImageOnHost,
    batch: Evaluations,
  ): Promise<EvaluatedBatch> {
    const { seconds, ...evaluated } = await this.group.evaluate(image, batch);
    this.seconds += seconds;
    return evaluated;
  }
}

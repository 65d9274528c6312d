import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Job, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { describeIssues } from '../describeIssues';
import type { Engine } from '../engine';
import { Failure, type FailureCode } from '../failure';
import type { ImageLimits } from '../imageLimits';
import { classifyJob } from './classifyJob';
import { connect } from './connect';
import { type JobAnswer, type JobData, jobSchema } from './job';
import { type ServedModel, servedModel } from './modelIdentity';
import { pack } from './packed';
import { Presence } from './presence';
import type { QueueAddress } from './queueAddress';
import { refusalText } from './refusal';
import { FetchingEngine } from './sources';
import { aborted, within } from './waiting';

/** What is wrong with the request: every worker would find it so. */
const ofTheRequest: readonly FailureCode[] = ['label-unknown', 'labels-invalid', 'options-invalid'];
/** Jobs thrown back one after the other, after which a worker ends: it would spoil all of them. */
const mostTroubles = 3;
/** Times that a job may lose its worker before it is given up; the collector tries its images alone. */
const mostLosses = 1;
/** Milliseconds for which a worker that is to end goes on with its jobs, and for its last words. */
const patience = { jobs: 5_000, goodbye: 5_000 };

export interface QueueWorkerOptions {
  address: QueueAddress;
  engine: Pick<Engine, 'classifyImages'>;
  /** Id of a model, or a model folder. */
  model?: string | undefined;
  /** Absolute path: what jobs may read. Default: whatever they name. */
  root?: string | undefined;
  limits: ImageLimits;
  /** Jobs at a time. */
  concurrency: number;
  /** After which another worker gets the jobs of one that is not heard of. */
  lostAfterSeconds: number;
  onWarning(message: string): void;
  /** Is told after each job. */
  onJob?(worker: QueueWorkerCounts): void;
}

export interface QueueWorkerCounts {
  jobs: number;
  images: number;
  /** Of the images. */
  failed: number;
}

/** Takes jobs of a queue and has an engine classify their images. */
export class QueueWorker {
  readonly counts: QueueWorkerCounts = { jobs: 0, images: 0, failed: 0 };
  private readonly engine: Pick<Engine, 'classifyImages'>;
  /** Aborted when jobs are to be answered with what is done. */
  private readonly hurry = new AbortController();
  /** Aborted, with a failure for its reason, when this worker cannot go on. */
  private readonly broken = new AbortController();
  private troubles = 0;

  private constructor(
    private readonly options: QueueWorkerOptions,
    readonly model: ServedModel,
    private readonly redis: Redis,
  ) {
    this.engine = new FetchingEngine(options.engine, options.limits);
  }

  /** @throws Failure `queue-unavailable`, `model-not-found`, `model-invalid`. */
  static async open(options: QueueWorkerOptions): Promise<QueueWorker> {
    const model = await servedModel(options.model);
    const redis = await connect(options.address, options.onWarning);
    return new QueueWorker(options, model, redis);
  }

  /**
   * Works until `stop` is aborted; then ends within seconds, answering with what is done.
   *
   * @throws Failure which kept it from doing three jobs one after the other.
   */
  async run(stop: AbortSignal): Promise<void> {
    const { address } = this.options;
    const describe = () => ({ ...this.who(), ...this.counts });
    const presence = new Presence(this.redis, address.name, randomUUID(), describe);
    const worker = await this.bullmqWorker();
    try {
      await presence.begin();
      worker.run().catch((error: Error) => this.broken.abort(troubleOf(error)));
      await aborted(AbortSignal.any([stop, this.broken.signal]));
      await this.leave(worker);
      await within(patience.goodbye, presence.end());
    } finally {
      this.redis.disconnect();
    }
    if (this.broken.signal.aborted) throw this.broken.signal.reason;
  }

  private who() {
    const { id, identity } = this.model;
    return { host: hostname(), pid: process.pid, model: id, identity };
  }

  private async bullmqWorker(): Promise<Worker> {
    const { Worker } = await import('./bullmq');
    const { address, concurrency, lostAfterSeconds } = this.options;
    const lost = 1_000 * lostAfterSeconds;
    const process = async (job: Job, _token: string | undefined, lost?: AbortSignal) =>
      await this.process(job, lost!);
    const worker = new Worker(this.model.identity, process, {
      connection: this.redis,
      prefix: address.name,
      autorun: false,
      concurrency,
      lockDuration: lost,
      stalledInterval: lost,
      maxStalledCount: mostLosses,
    });
    // The connection says what is amiss with it; a job that another has by now is not ours to mourn.
    worker.on('error', () => {});
    worker.on('lockRenewalFailed', (jobs) => {
      for (const job of jobs) worker.cancelJob(job);
    });
    return worker;
  }

  /** Ends the work: the jobs at hand are finished in a moment, or answered with what is done. */
  private async leave(worker: Worker): Promise<void> {
    await worker.pause(true);
    const timer = setTimeout(() => this.hurry.abort(), patience.jobs);
    const closed = worker.close();
    await within(patience.jobs + patience.goodbye, closed);
    clearTimeout(timer);
    // What Redis does not take any more is lost to it: another worker will do it again.
    await within(patience.goodbye, worker.close(true));
  }

  /** @throws Error with the text of a refusal. */
  private async process(job: Job, lost: AbortSignal): Promise<string> {
    const { engine, model, hurry, options } = this;
    const data = await this.checked(job.data);
    const stop = AbortSignal.any([lost, hurry.signal]);
    try {
      const control = { engine, model: model.folder, root: options.root, stop };
      const answer = await classifyJob(data, control);
      lost.throwIfAborted();
      this.troubles = 0;
      this.count(answer);
      return await pack(answer);
    } catch (error) {
      if (lost.aborted) throw this.lateWarning();
      const failure = troubleOf(error);
      if (ofTheRequest.includes(failure.code)) throw await finalRefusal(failure);
      throw await this.trouble(failure);
    }
  }

  private async checked(given: unknown): Promise<JobData> {
    const parsed = jobSchema.safeParse(given);
    if (!parsed.success) {
      const problem = describeIssues(parsed.error);
      throw await finalRefusal(refused(`A worker was given a job that is none (${problem}).`));
    }
    const { model } = parsed.data;
    if (model.identity !== this.model.identity) {
      throw await finalRefusal(
        refused(
          `The worker on ${hostname()} has other weights of ${this.model.id} than the ${model.id} of the run.`,
        ),
      );
    }
    if (!(await this.model.isUnchanged())) {
      const { id, folder } = this.model;
      const failure = refused(
        `The files of ${id} in ${folder} have changed: start the worker again.`,
      );
      this.broken.abort(failure);
      throw new Error(refusalText({ isFinal: false, failure }));
    }
    return parsed.data;
  }

  /** Nobody will read the answer: others have, or had, the job. */
  private lateWarning(): Error {
    const { onWarning, lostAfterSeconds } = this.options;
    const message = `This worker was silent for ${lostAfterSeconds} s: others have its work.`;
    onWarning(message);
    return new Error(message);
  }

  private count({ answers }: JobAnswer): void {
    this.counts.jobs += 1;
    this.counts.images += answers.length;
    this.counts.failed += answers.filter((answer) => 'failure' in answer).length;
    this.options.onJob?.(this.counts);
  }

  /** Waits longer each time: a worker that cannot work must not be faster than those that can. */
  private async trouble(failure: Failure): Promise<Error> {
    this.troubles += 1;
    if (this.troubles >= mostTroubles) this.broken.abort(failure);
    else {
      this.options.onWarning(failure.message);
      const ends = AbortSignal.any([this.hurry.signal, this.broken.signal]);
      const pause = 1_000 * 2 ** this.troubles;
      await sleep(pause, undefined, { signal: ends }).catch(() => {});
    }
    return new Error(refusalText({ isFinal: false, failure }));
  }
}

function refused(message: string): Failure {
  return new Failure('queue-unavailable', message);
}

function troubleOf(error: unknown): Failure {
  return error instanceof Failure ? error : new Failure('host-failed', (error as Error).message);
}

async function finalRefusal(failure: Failure): Promise<Error> {
  const { UnrecoverableError } = await import('./bullmq');
  return new UnrecoverableError(refusalText({ isFinal: true, failure }));
}

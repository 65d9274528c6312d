import { createHash } from 'node:crypto';
import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Engine, ImagesControl } from '../engine';
import { Failure } from '../failure';
import type { ClassifyRequest } from '../protocol';
import { ChunkSize } from './chunkSize';
import { Chunks } from './chunks';
import { Collection } from './collection';
import { CollectorLock } from './collectorLock';
import { connect } from './connect';
import { type ServedModel, servedModel } from './modelIdentity';
import { presentWorkers } from './presence';
import { type QueueAddress, shownAddress } from './queueAddress';
import { RunJobs } from './runJobs';
import { orAborted, within } from './waiting';

/** Milliseconds for taking jobs back: Redis may not answer. */
const farewell = 800;

export interface QueuedEngineOptions {
  address: QueueAddress;
  /** Absolute path: workers are told of images by their paths from here. */
  root: string;
  /** Of the answers' keeper: another go with the same one finds what this one left. */
  owner: string;
  /** Images a job. Default: what takes a worker about 20 s. */
  chunk?: number | undefined;
  /** Is told what does not keep the work from going on. */
  onWarning(message: string): void;
}

/** An engine whose images are classified by the workers of a queue. */
export class QueuedEngine implements Pick<Engine, 'classifyImages'> {
  private constructor(
    private readonly options: QueuedEngineOptions,
    private readonly redis: Redis,
  ) {}

  /** @throws Failure `queue-unavailable`. */
  static async open(options: QueuedEngineOptions): Promise<QueuedEngine> {
    return new QueuedEngine(options, await connect(options.address, options.onWarning));
  }

  /**
   * As {@link Engine.classifyImages}; what workers still compute when it is cancelled is found by
   * the next go.
   *
   * @throws Failure `run-in-progress` while another process collects the same.
   */
  async classifyImages(
    { model: idOrFolder, labels, options }: Omit<ClassifyRequest, 'image'>,
    images: Iterable<string> | AsyncIterable<string>,
    { onAnswer, signal: cancelled = new AbortController().signal }: ImagesControl,
  ): Promise<void> {
    if (options?.shortlist && 'model' in options.shortlist) throw noShortlist();
    const { address, root, owner, chunk } = this.options;
    const model = await servedModel(idOrFolder, cancelled);
    const { id, identity } = model;
    const request = { labels, ...(options && { options }) };
    const question = { model: { id, identity }, request, root };
    const hash = createHash('sha256').update(JSON.stringify([owner, question]));
    const run = hash.digest('hex').slice(0, 16);
    const lost = new AbortController();
    const signal = AbortSignal.any([cancelled, lost.signal]);
    const lock = new CollectorLock(this.redis, `${address.name}:collector:${run}`);
    const queue = await openQueue(this.redis, address, identity);
    const jobs = new RunJobs(queue, this.redis, run);
    const onCheck = () => this.warnOfWorkers(model);
    const collection = new Collection({
      ...{ jobs, run, question, onAnswer, onCheck },
      chunks: new Chunks(),
      size: new ChunkSize(chunk),
    });
    const work = async (): Promise<void> => {
      await lock.take((failure) => lost.abort(failure), signal);
      await onCheck();
      await collection.collect(images, signal);
    };
    try {
      await orAborted(work(), signal);
    } catch (error) {
      if (cancelled.aborted) throw new Failure('cancelled', 'The run was cancelled.');
      throw error;
    } finally {
      const leaving = async (): Promise<void> => {
        await jobs.removeWaiting();
        await jobs.removeFailed();
        await lock.release();
        await queue.close();
      };
      await within(farewell, leaving());
    }
  }

  close(): void {
    this.redis.disconnect();
  }

  private async warnOfWorkers({ id, identity }: ServedModel): Promise<void> {
    const { address, onWarning } = this.options;
    const workers = await presentWorkers(this.redis, address.name);
    if (!workers.some((worker) => worker.identity === identity)) {
      onWarning(
        `No worker for ${id} is at ${shownAddress(address)} yet: start "diffusion-classifier worker" on the machines that are to work.`,
      );
    }
    for (const { host, pid, model, identity: other } of workers) {
      if (model !== id || other === identity) continue;
      onWarning(
        `The worker on ${host} (process ${pid}) has other weights or settings of ${id}, or another version of this program: it gets nothing of this run.`,
      );
    }
  }
}

async function openQueue(redis: Redis, address: QueueAddress, identity: string): Promise<Queue> {
  const { Queue } = await import('./bullmq');
  const queue = new Queue(identity, {
    connection: redis,
    prefix: address.name,
    // Nobody reads its events, and they hold answers.
    streams: { events: { maxLen: 100 } },
  });
  // What is amiss with the connection is told by the connection.
  queue.on('error', () => {});
  return queue;
}

function noShortlist(): Failure {
  return new Failure(
    'options-invalid',
    'A shortlist by CLIP cannot be asked of a queue: its workers know one model each. Give a --hierarchy, or classify on this machine.',
  );
}

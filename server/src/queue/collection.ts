import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ImageAnswer } from '../engine';
import type { Chunk } from './chunk';
import type { ChunkSize } from './chunkSize';
import type { Chunks } from './chunks';
import type { JobAnswer, JobData, JobImage } from './job';
import { queueName, toJobImage } from './jobImages';
import { orPause } from './orPause';
import { givenUp, type Refusal, readRefusal, toFailure } from './refusal';
import type { JobEnd, RunJobs } from './runJobs';

/** Milliseconds between two looks for jobs that have ended. */
const pollPause = 250;
/** Milliseconds between two looks whether Redis still has all jobs. */
const checkPause = 10_000;
/** Milliseconds for the next image to come, before those at hand are sent. */
const imagePatience = 200;
/** Jobs whose answers are read at a time. */
const readAtOnce = 16;

type Images = Iterable<string> | AsyncIterable<string>;

export interface CollectionOptions {
  jobs: RunJobs;
  chunks: Chunks;
  size: ChunkSize;
  /** Begins the name of every job. */
  run: string;
  /** What every job has in common. */
  question: Omit<JobData, 'images'>;
  onAnswer(answer: ImageAnswer): void | Promise<void>;
  /** Is called now and then while jobs are worked on. */
  onCheck(): Promise<void>;
}

/**
 * Sends images to workers and takes each one's answer once: a job leaves Redis after its answers
 * were taken, and what an earlier go has left there is taken, not sent again.
 */
export class Collection {
  /** What the caller calls an image, where the queue calls it otherwise. */
  private readonly called = new Map<string, string>();
  private isListed = false;

  constructor(private readonly options: CollectionOptions) {}

  /** @throws Failure what every image would meet; the signal's reason when it is aborted. */
  async collect(images: Images, signal: AbortSignal): Promise<void> {
    const { jobs, chunks } = this.options;
    await this.findLeft();
    const failed = new AbortController();
    const both = AbortSignal.any([signal, failed.signal]);
    const feeding = this.feed(images, both).catch((error: unknown) => failed.abort(error));
    try {
      await this.collectAll(both);
    } catch (error) {
      failed.abort(error);
      throw both.reason;
    } finally {
      await feeding;
    }
    // Of images that are gone, or have changed since.
    await jobs.remove(chunks.ids);
  }

  private get isDone(): boolean {
    return this.isListed && this.options.chunks.isIdle;
  }

  /** What an earlier go has left in Redis. */
  private async findLeft(): Promise<void> {
    const { jobs, chunks } = this.options;
    await jobs.removeFailed();
    for (const id of await jobs.all()) {
      const data = await jobs.data(id);
      if (data) chunks.add(id, data, true);
    }
  }

  /** Makes jobs of the images, but of those that are in one. */
  private async feed(images: Images, signal: AbortSignal): Promise<void> {
    const { chunks, question, size } = this.options;
    let batch: JobImage[] = [];
    const send = async (): Promise<void> => {
      while (chunks.isFull) await sleep(pollPause, undefined, { signal });
      if (batch.length > 0) await this.send([batch]);
      batch = [];
    };
    for await (const image of orPause(images, imagePatience, signal)) {
      if (image === undefined) {
        await send();
        continue;
      }
      const name = queueName(image);
      if (name !== image) this.called.set(name, image);
      const jobImage = await toJobImage(name, question.root);
      const chunk = chunks.of(name);
      if (chunk?.holds(name, jobImage)) chunk.ask(name);
      else if (batch.push(jobImage) >= size.images) await send();
    }
    await send();
    this.isListed = true;
  }

  private async send(batches: readonly JobImage[][]): Promise<void> {
    const { jobs, chunks, run, question } = this.options;
    const made = batches.map((images) => {
      const id = `${run}-${randomBytes(6).toString('hex')}`;
      return { id, data: { ...question, images } };
    });
    // Noted first: a worker may be done before the answer of Redis is here.
    for (const { id, data } of made) chunks.add(id, data, false);
    await jobs.add(made);
  }

  private async collectAll(signal: AbortSignal): Promise<void> {
    let checked = performance.now();
    for (;;) {
      await this.collectEnded(signal);
      signal.throwIfAborted();
      if (this.isDone) return;
      if (performance.now() - checked > checkPause) {
        await this.restoreLost();
        await this.options.onCheck();
        checked = performance.now();
      }
      await sleep(pollPause, undefined, { signal });
    }
  }

  private async collectEnded(signal: AbortSignal): Promise<void> {
    const { jobs, chunks } = this.options;
    const isWanted = (chunk: Chunk | undefined) => chunk && (this.isListed || chunk.isAsked);
    const ids = (await jobs.ended()).filter((id) => isWanted(chunks.get(id)));
    for (let from = 0; from < ids.length; from += readAtOnce) {
      const some = ids.slice(from, from + readAtOnce);
      const ends = await Promise.all(some.map((id) => jobs.end(id)));
      for (const [index, id] of some.entries()) {
        if (ends[index]) await this.collectJob(id, ends[index], signal);
      }
    }
  }

  private async collectJob(id: string, end: JobEnd, signal: AbortSignal): Promise<void> {
    const { jobs, chunks } = this.options;
    const chunk = chunks.get(id)!;
    if ('answer' in end) await this.takeAnswers(chunk, end.answer, signal);
    else await this.takeFailure(chunk, readRefusal(end.failedReason));
    const { left } = chunk;
    chunks.delete(id);
    // After a failure each alone, so that the one that workers die of is known by its own death.
    if (left.length > 0) await this.send('answer' in end ? [left] : left.map((image) => [image]));
    await jobs.remove([id]);
  }

  private async takeAnswers(
    chunk: Chunk,
    { answers, seconds }: JobAnswer,
    signal: AbortSignal,
  ): Promise<void> {
    const { size, onAnswer } = this.options;
    size.measured(answers.length, seconds);
    for (const answer of answers) {
      // The rest stays in Redis for the next go.
      signal.throwIfAborted();
      const name = chunk.take(answer.index);
      if (name === undefined) continue;
      const image = this.called.get(name) ?? name;
      if ('result' in answer) await onAnswer({ image, result: { ...answer.result, image } });
      else await onAnswer({ image, failure: toFailure(answer.failure) });
    }
  }

  /** @throws Failure what every image would meet. */
  private async takeFailure(chunk: Chunk, { isFinal, failure }: Refusal): Promise<void> {
    if (isFinal) throw failure;
    const name = chunk.names.length === 1 ? chunk.take(0) : undefined;
    if (name === undefined) return;
    const image = this.called.get(name) ?? name;
    await this.options.onAnswer({ image, failure: givenUp(image, failure) });
  }

  /** Sends again what Redis has lost, having been restarted without what it held. */
  private async restoreLost(): Promise<void> {
    const { jobs, chunks } = this.options;
    const known = new Set(await jobs.all());
    for (const id of chunks.ids.filter((one) => !known.has(one))) {
      // Looked at by itself: it may have passed from one list to another meanwhile.
      if (await jobs.isLost(id)) await jobs.add([{ id, data: chunks.get(id)!.data }]);
    }
  }
}

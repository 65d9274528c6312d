import type { JobType, Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { answerSchema, type JobAnswer, type JobData, jobSchema } from './job';
import { unpack } from './packed';

/** Times that a job is begun after a worker has thrown it back. */
const attempts = 2;
/** Seconds after which answers that nobody collects may be thrown away: a week. */
const keep = { age: 7 * 86_400 };
const options = { attempts, stackTraceLimit: 0, removeOnComplete: keep, removeOnFail: keep };

/** In the order in which a job passes through them, so that one that moves on meanwhile is seen. */
const states: readonly JobType[] = ['waiting', 'prioritized', 'delayed', 'active'];
const ends: readonly JobType[] = ['completed', 'failed'];

/**
 * Removes jobs of a run that wait, in one step: to look first and to remove then could hit a job that a
 * worker has done in between.
 */
const removeWaitingScript = `
for _, id in ipairs(redis.call('LRANGE', KEYS[1], 0, -1)) do
  if string.sub(id, 1, #ARGV[1]) == ARGV[1] then
    redis.call('LREM', KEYS[1], 1, id)
    redis.call('DEL', KEYS[2] .. id)
  end
end`;

/** How a job has ended. */
export type JobEnd = { answer: JobAnswer } | { failedReason: string };

/** The jobs of one run in Redis. */
export class RunJobs {
  constructor(
    private readonly queue: Queue,
    private readonly redis: Redis,
    /** Begins the name of every job. */
    private readonly run: string,
  ) {}

  async add(jobs: readonly { id: string; data: JobData }[]): Promise<void> {
    await this.queue.addBulk(
      jobs.map(({ id, data }) => ({ name: 'images', data, opts: { ...options, jobId: id } })),
    );
  }

  async all(): Promise<string[]> {
    return await this.idsIn([...states, ...ends]);
  }

  async ended(): Promise<string[]> {
    return await this.idsIn(ends);
  }

  /** What a job was asked; undefined where it is not one of ours. */
  async data(id: string): Promise<JobData | undefined> {
    return jobSchema.safeParse((await this.queue.getJob(id))?.data).data;
  }

  /** How an ended job has ended; undefined where there is none of that name. */
  async end(id: string): Promise<JobEnd | undefined> {
    const job = await this.queue.getJob(id);
    if (!job) return undefined;
    if (job.failedReason) return { failedReason: job.failedReason };
    try {
      return { answer: answerSchema.parse(await unpack(String(job.returnvalue))) };
    } catch (error) {
      return { failedReason: `its answer is none: ${(error as Error).message.slice(0, 500)}` };
    }
  }

  /** Whether Redis has no such job: it was restarted without what it held. */
  async isLost(id: string): Promise<boolean> {
    return (await this.queue.getJobState(id)) === 'unknown';
  }

  /** Removes jobs but those that are being worked on. */
  async remove(ids: readonly string[]): Promise<void> {
    await Promise.allSettled(ids.map((id) => this.queue.remove(id)));
  }

  /** Takes back what no worker has begun. */
  async removeWaiting(): Promise<void> {
    const keys = [this.queue.toKey('wait'), this.queue.toKey('')];
    await this.redis.eval(removeWaitingScript, keys.length, ...keys, `${this.run}-`);
  }

  /** Forgets how jobs have failed: what they failed of may be mended. */
  async removeFailed(): Promise<void> {
    await this.remove(await this.idsIn(['failed']));
  }

  private async idsIn(types: readonly JobType[]): Promise<string[]> {
    const ids: string[] = [];
    // One after the other: together they might be read in another order.
    for (const type of types) ids.push(...(await this.queue.getRanges([type], 0, -1)));
    return ids.filter((id) => id.startsWith(`${this.run}-`));
  }
}

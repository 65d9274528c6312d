import type { Redis } from 'ioredis';
import * as z from 'zod';

/** Between two signs of life. */
const beatSeconds = 5;
/** Without one a worker counts as gone. */
const goneAfterSeconds = 30;

const workerSchema = z.object({
  host: z.string(),
  pid: z.int(),
  model: z.string(),
  identity: z.string(),
  /** Classified since it was started, and those that failed. */
  images: z.int(),
  failed: z.int(),
});

const entrySchema = z.object({ ...workerSchema.shape, seen: z.number() });

/** What a worker tells of itself. */
export type PresentWorker = z.infer<typeof workerSchema>;

function keyOf(queue: string): string {
  return `${queue}:workers`;
}

/** By the clock of Redis: those of the machines differ. */
async function now(redis: Redis): Promise<number> {
  return Number((await redis.time())[0]);
}

function readEntry(text: string): z.infer<typeof entrySchema> | undefined {
  try {
    return entrySchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** The workers of a queue, whatever model they serve. */
export async function presentWorkers(redis: Redis, queue: string): Promise<PresentWorker[]> {
  const [entries, time] = await Promise.all([redis.hgetall(keyOf(queue)), now(redis)]);
  return Object.values(entries).flatMap((text) => {
    const entry = readEntry(text);
    return entry && entry.seen > time - goneAfterSeconds ? [entry] : [];
  });
}

/** Shows a worker to those who ask, until it is ended. */
export class Presence {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly redis: Redis,
    private readonly queue: string,
    private readonly id: string,
    private readonly describe: () => PresentWorker,
  ) {}

  async begin(): Promise<void> {
    await this.forgetOthers();
    await this.beat();
    this.timer = setInterval(() => void this.beat().catch(() => {}), 1_000 * beatSeconds);
  }

  async end(): Promise<void> {
    clearInterval(this.timer);
    await this.redis.hdel(keyOf(this.queue), this.id);
  }

  private async beat(): Promise<void> {
    const seen = await now(this.redis);
    const entry = JSON.stringify({ ...this.describe(), seen });
    await this.redis.hset(keyOf(this.queue), this.id, entry);
  }

  /** Workers that were killed a day ago and longer, or what is no worker. */
  private async forgetOthers(): Promise<void> {
    const key = keyOf(this.queue);
    const [entries, time] = await Promise.all([this.redis.hgetall(key), now(this.redis)]);
    const old = Object.entries(entries).flatMap(([id, text]) =>
      (readEntry(text)?.seen ?? 0) < time - 86_400 ? [id] : [],
    );
    if (old.length > 0) await this.redis.hdel(key, ...old);
  }
}

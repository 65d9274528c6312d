import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import * as z from 'zod';
import { Failure } from '../failure';

/** Milliseconds for which a lock outlives its owner. */
const usualLifetime = 15_000;
/** Milliseconds between two looks at a lock that another has. */
const pause = 500;

const ownerSchema = z.object({ host: z.string(), pid: z.int(), token: z.string() });
type Owner = z.infer<typeof ownerSchema>;

const renewScript = `
if redis.call('GET', KEYS[1]) == ARGV[1] then
  return redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
return redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2], 'NX') and 1 or 0`;

const releaseScript = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end`;

function readOwner(text: string): Owner | undefined {
  try {
    return ownerSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Whether the owner was a process of this machine and is no more. */
function isDead({ host, pid }: Owner): boolean {
  if (host !== hostname()) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

/** Lets one process at a time collect the answers of a run. */
export class CollectorLock {
  private readonly own: string;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly redis: Redis,
    private readonly key: string,
    private readonly lifetime = usualLifetime,
  ) {
    const owner: Owner = { host: hostname(), pid: process.pid, token: randomUUID() };
    this.own = JSON.stringify(owner);
  }

  /**
   * Takes the lock, at once that of a dead process of this machine, and after 15 s that of another
   * machine's which does not renew it.
   *
   * @param onLost Is told when another process has it after all: Redis has lost what it held.
   * @throws Failure `run-in-progress` while another process has it.
   */
  async take(onLost: (failure: Failure) => void, signal: AbortSignal): Promise<void> {
    const deadline = performance.now() + this.lifetime + 1_000;
    while (!(await this.renew())) {
      const owner = readOwner((await this.redis.get(this.key)) ?? '');
      if (owner && isDead(owner)) await this.redis.del(this.key);
      else if (performance.now() > deadline) throw inProgress(owner);
      else await sleep(pause, undefined, { signal });
    }
    this.timer = setInterval(() => {
      const renewed = this.renew().catch(() => true);
      void renewed.then(async (isOwn) => {
        if (!isOwn) onLost(inProgress(readOwner((await this.redis.get(this.key)) ?? '')));
      });
    }, this.lifetime / 3);
  }

  async release(): Promise<void> {
    clearInterval(this.timer);
    await this.redis.eval(releaseScript, 1, this.key, this.own);
  }

  private async renew(): Promise<boolean> {
    return (await this.redis.eval(renewScript, 1, this.key, this.own, this.lifetime)) === 1;
  }
}

function inProgress(owner: Owner | undefined): Failure {
  const { host = 'another machine', pid = 0 } = owner ?? {};
  return new Failure(
    'run-in-progress',
    `The answers of this run are being collected on ${host} (process ${pid}): end that, or wait for it.`,
    { host, pid: String(pid) },
  );
}

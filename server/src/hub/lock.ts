import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { cancelled } from './downloadFailed';

/** Seconds between two signs of life, and without one until a lock is nobody's. */
const beat = 5;
const lifetime = 60;
const pollMilliseconds = 250;

interface Owner {
  pid: number;
  host: string;
  id: string;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function readOwner(file: string): Promise<Owner | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Owner;
  } catch {
    return undefined; // gone, or just being written
  }
}

async function isStale(file: string): Promise<boolean> {
  const found = await stat(file).catch(() => undefined);
  if (!found) return false;
  if (Date.now() - found.mtimeMs > 1_000 * lifetime) return true;
  const owner = await readOwner(file);
  return owner?.host === hostname() && !isAlive(owner.pid);
}

async function take(file: string, owner: Owner): Promise<boolean> {
  try {
    // Each time: whoever had the lock may have removed the folder.
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, JSON.stringify(owner), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    if (await isStale(file)) {
      // By a rename, which only one of several that see a stale lock brings about.
      const grave = `${file}.${owner.id}`;
      await rename(file, grave).catch(() => {});
      await rm(grave, { force: true });
    }
    return false;
  }
}

/** How whoever waits for a lock is told, and can change their mind. */
export interface Waiting {
  signal?: AbortSignal | undefined;
  /** Called once where there is somebody to wait for. */
  onWait?: () => void;
}

/**
 * Does `work` while no other process does any under the same lock file; waits for its turn.
 *
 * @throws Failure `cancelled`, errors of the file system, and what `work` throws.
 */
export async function withLock<T>(
  file: string,
  work: () => Promise<T>,
  { signal, onWait }: Waiting = {},
): Promise<T> {
  const owner: Owner = { pid: process.pid, host: hostname(), id: randomUUID() };
  for (let tries = 1; !(await take(file, owner)); tries++) {
    if (tries === 2) onWait?.();
    await setTimeout(pollMilliseconds);
    if (signal?.aborted) throw cancelled();
  }
  const signs = setInterval(() => {
    const now = new Date();
    utimes(file, now, now).catch(() => {});
  }, 1_000 * beat);
  try {
    return await work();
  } finally {
    clearInterval(signs);
    if ((await readOwner(file))?.id === owner.id) await rm(file, { force: true });
  }
}

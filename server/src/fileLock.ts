import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname, uptime } from 'node:os';
import path from 'node:path';

/** Seconds between two signs of life, and without one until a lock is nobody's. */
const beat = 5;
const lifetime = 60;

/** Whoever has a lock. */
export interface LockOwner {
  pid: number;
  host: string;
  id: string;
}

/** A lock that this process has. */
export interface FileLock {
  release(): Promise<void>;
}

/** Ids of the locks that this process has. */
const ownIds = new Set<string>();

/** Whether the owner, a process of this machine since it was started, lives. */
function isAlive({ pid, id }: LockOwner): boolean {
  // In a container an earlier process may well have had the number that this one has.
  if (pid === process.pid) return ownIds.has(id);
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function readOwner(file: string): Promise<LockOwner | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as LockOwner;
  } catch {
    return undefined; // gone, or just being written
  }
}

async function isStale(file: string): Promise<boolean> {
  const found = await stat(file).catch(() => undefined);
  if (!found) return false;
  const silent = (Date.now() - found.mtimeMs) / 1_000;
  if (silent > lifetime) return true;
  const owner = await readOwner(file);
  return owner?.host === hostname() && (silent > uptime() || !isAlive(owner));
}

async function take(file: string, owner: LockOwner): Promise<boolean> {
  // Each time: whoever had the lock may have removed the folder.
  await mkdir(path.dirname(file), { recursive: true });
  try {
    await writeFile(file, JSON.stringify(owner), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  }
}

/** By a rename, which only one of several that see a stale lock brings about. */
async function bury(file: string, { id }: LockOwner): Promise<void> {
  const grave = `${file}.${id}`;
  await rename(file, grave).catch(() => {});
  await rm(grave, { force: true });
}

async function takeOrInherit(file: string, owner: LockOwner): Promise<boolean> {
  if (await take(file, owner)) return true;
  if (!(await isStale(file))) return false;
  await bury(file, owner);
  return await take(file, owner);
}

/** Whoever has the lock and lives; undefined where it is free. */
export async function lockOwner(file: string): Promise<LockOwner | undefined> {
  return (await isStale(file)) ? undefined : await readOwner(file);
}

/**
 * Takes a lock that lasts until it is released or this process ends.
 *
 * @returns undefined where another has it.
 * @throws errors of the file system.
 */
export async function tryLock(file: string): Promise<FileLock | undefined> {
  const owner: LockOwner = { pid: process.pid, host: hostname(), id: randomUUID() };
  ownIds.add(owner.id);
  if (!(await takeOrInherit(file, owner))) {
    ownIds.delete(owner.id);
    return undefined;
  }
  const signs = setInterval(() => {
    const now = new Date();
    utimes(file, now, now).catch(() => {});
  }, 1_000 * beat);
  signs.unref();
  return {
    release: async () => {
      clearInterval(signs);
      ownIds.delete(owner.id);
      if ((await readOwner(file))?.id === owner.id) await rm(file, { force: true });
    },
  };
}

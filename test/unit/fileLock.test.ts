import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { lockOwner, tryLock } from '../../server/src/fileLock';

/** Seconds since the machine was started. */
const uptime = 30;
vi.mock('node:os', async (original) => ({
  ...(await original<typeof import('node:os')>()),
  uptime: () => uptime,
}));

function lockFile(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'lock-'));
  onTestFinished(() =>
    rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }),
  );
  return path.join(folder, 'below', 'lock');
}

/** Leaves a lock as another process does. */
function leave(file: string, owner: object, secondsAgo = 0): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(owner));
  const then = new Date(Date.now() - 1_000 * secondsAgo);
  utimesSync(file, then, then);
}

test('a lock is had by one at a time, who is known by name', async () => {
  const file = lockFile();
  const lock = await tryLock(file);
  expect(await lockOwner(file)).toMatchObject({ pid: process.pid, host: hostname() });
  expect(await tryLock(file)).toBeUndefined();
  await lock!.release();
  expect(existsSync(file)).toBe(false);
  expect(await lockOwner(file)).toBeUndefined();
  expect(await tryLock(file)).toBeDefined();
});

test('of several who ask at once, one gets it', async () => {
  const file = lockFile();
  const locks = await Promise.all(Array.from({ length: 8 }, () => tryLock(file)));
  expect(locks.filter((lock) => lock !== undefined)).toHaveLength(1);
});

test('the lock of a process that is gone is nobody’s', async () => {
  const file = lockFile();
  const { pid } = spawnSync(process.execPath, ['--version']);
  leave(file, { pid, host: hostname(), id: 'dead' });
  expect(await lockOwner(file)).toBeUndefined();
  expect(await tryLock(file)).toBeDefined();
});

test('the lock of a process that lives is its own, a minute after its last sign of life it is not', async () => {
  const file = lockFile();
  const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)']);
  onTestFinished(() => void child.kill('SIGKILL'));
  const owner = { pid: child.pid, host: hostname(), id: 'alive' };
  leave(file, owner);
  expect(await tryLock(file)).toBeUndefined();
  expect(await lockOwner(file)).toEqual(owner);
  leave(file, owner, 61);
  expect(await tryLock(file)).toBeDefined();
});

test('an earlier process that had the number of this one is gone, as in a container', async () => {
  const file = lockFile();
  leave(file, { pid: process.pid, host: hostname(), id: 'another' });
  expect(await tryLock(file)).toBeDefined();
});

test('what was locked before the machine was started is nobody’s', async () => {
  const file = lockFile();
  leave(file, { pid: process.ppid, host: hostname(), id: 'before' }, uptime + 1);
  expect(await tryLock(file)).toBeDefined();
});

test('a lock that another has taken meanwhile is left to them', async () => {
  const file = lockFile();
  const lock = await tryLock(file);
  writeFileSync(file, JSON.stringify({ pid: 1, host: 'another', id: 'theirs' }));
  await lock!.release();
  expect(existsSync(file)).toBe(true);
});

test('a lock is kept fresh for as long as it is had', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
  onTestFinished(() => void vi.useRealTimers());
  const file = lockFile();
  const lock = await tryLock(file);
  vi.setSystemTime(Date.now() + 3_600_000);
  vi.advanceTimersByTime(5_000);
  await vi.waitFor(() => expect(statSync(file).mtimeMs).toBeGreaterThan(Date.now() - 60_000));
  expect(await lockOwner(file)).toMatchObject({ pid: process.pid });
  await lock!.release();
});

test('a lock that cannot be written is an error, and nobody’s', async () => {
  const file = lockFile();
  writeFileSync(path.dirname(file), 'in the way');
  await expect(tryLock(file)).rejects.toMatchObject({ code: 'EEXIST' });
});

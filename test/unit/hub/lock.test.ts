import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { downloadModel } from '../../../server/src/hub';
import { failureOf, type HubForTest, startHub } from './hubForTest';

/** Leaves the lock of a download, as the process `pid` of `host` does. */
function leaveLock({ folder }: HubForTest, owner: object): string {
  const lock = path.join(folder, '.download', 'lock');
  mkdirSync(path.dirname(lock), { recursive: true });
  writeFileSync(lock, JSON.stringify(owner));
  return lock;
}

function download({ settings }: HubForTest, more: object = {}): Promise<string> {
  return downloadModel({ model: 'someone/tiny', acceptLicence: 'mit', settings, ...more });
}

test('the lock of a process that has been killed holds nobody up', async () => {
  const started = await startHub();
  const { pid } = spawnSync(process.execPath, ['--version']);
  const lock = leaveLock(started, { pid, host: hostname(), id: 'dead' });
  expect(await download(started)).toBe(started.folder);
  expect(existsSync(lock)).toBe(false);
});

test('a lock without a sign of life for a minute holds nobody up, whatever machine it is of', async () => {
  const started = await startHub();
  const lock = leaveLock(started, { pid: 1, host: 'another', id: 'silent' });
  const longAgo = new Date(Date.now() - 61_000);
  utimesSync(lock, longAgo, longAgo);
  expect(await download(started)).toBe(started.folder);
});

test('a lock that is alive is waited for, that is said, and the wait can be cancelled', async () => {
  const started = await startHub();
  leaveLock(started, { pid: process.ppid, host: hostname(), id: 'alive' });
  const stop = new AbortController();
  const notes: string[] = [];
  const failure = await failureOf(
    download(started, {
      signal: stop.signal,
      onNote: (note: string) => {
        notes.push(note);
        if (note.startsWith('Waiting')) stop.abort();
      },
    }),
  );
  expect(failure.code).toBe('cancelled');
  expect(notes.at(-1)).toBe('Waiting: another process is downloading someone/tiny');
});

test('two downloads in one process: each file is asked for once', async () => {
  const started = await startHub();
  await Promise.all([download(started), download(started)]);
  expect(started.hub.bytesAsked('unet/model.onnx')).toHaveLength(1);
});

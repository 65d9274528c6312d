import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { NotificationType } from 'vscode-jsonrpc/node';
import type { ClassifyResult } from '../../server/src/protocol';
import { isRunning } from '../fixtures/isRunning';
import {
  classify,
  initialize,
  pictureFolder,
  type RunningServer,
  startProcess,
  storeProcessOf,
} from './serverProcess';

const labels = ['cat', 'dog'];
const options = { samples: 5 };

interface ServerWithStore extends RunningServer {
  /** Messages of `window/showMessage` so far. */
  shown: string[];
}

async function startWithCache(cacheFolder: string | null): Promise<ServerWithStore> {
  const server = await startProcess();
  const shown: string[] = [];
  const type = new NotificationType<{ message: string }>('window/showMessage');
  server.client.onNotification(type, ({ message }) => {
    shown.push(message);
  });
  await initialize(server, process.pid, { cacheFolder });
  return { ...server, shown };
}

/** An answer as it is kept: with its time. */
function dated(result: ClassifyResult): unknown {
  return { ...result, classified: expect.any(String) };
}

function known({ client }: RunningServer, image: string): Promise<ClassifyResult | null> {
  return client.sendRequest('diffusionClassifier/known', { image });
}

test.each([
  ['shut down', ({ client }: RunningServer) => client.sendRequest('shutdown')],
  ['killed', async ({ child }: RunningServer) => void child.kill('SIGKILL')],
])('what a server answered is known to the next one after it was %s', async (_, end) => {
  const { folder, uri } = await pictureFolder();
  const cacheFolder = path.join(folder, 'cache');
  const first = await startWithCache(cacheFolder);
  const result = await classify(first, { image: uri, labels, options });
  const store = storeProcessOf(first);
  await end(first);
  const second = await startWithCache(cacheFolder);
  expect(await known(second, uri)).toEqual(dated(result));
  expect([...first.shown, ...second.shown]).toEqual([]);
  await expect.poll(() => isRunning(store), { timeout: 5_000 }).toBe(false);
});

test('two servers at once share what they know', async () => {
  const { folder, uri } = await pictureFolder();
  const cacheFolder = path.join(folder, 'cache');
  const servers = await Promise.all([startWithCache(cacheFolder), startWithCache(cacheFolder)]);
  const result = await classify(servers[0], { image: uri, labels, options });
  expect(await known(servers[1], uri)).toEqual(dated(result));
});

test('without a cache folder a result lives as long as its server', async () => {
  const { uri } = await pictureFolder();
  const first = await startWithCache(null);
  const result = await classify(first, { image: uri, labels, options });
  expect(await known(first, uri)).toEqual(dated(result));
  expect(await known(await startWithCache(null), uri)).toBeNull();
});

test('with a cache folder that cannot be used it classifies all the same, and says so once', async () => {
  const { folder, uri } = await pictureFolder();
  const cacheFolder = path.join(folder, 'cache');
  await writeFile(cacheFolder, 'a file');
  const server = await startWithCache(cacheFolder);
  await classify(server, { image: uri, labels, options });
  const result = await classify(server, { image: uri, labels, options });
  expect(await known(server, uri)).toEqual(dated(result));
  expect(server.shown).toEqual([expect.stringContaining(cacheFolder)]);
  expect(server.shown[0]).toContain('in memory only');
});

test('a store process that is killed again and again costs no answer', async () => {
  const { folder, uri } = await pictureFolder();
  const server = await startWithCache(path.join(folder, 'cache'));
  for (const isLost of [false, true]) {
    const result = await classify(server, { image: uri, labels, options });
    process.kill(storeProcessOf(server), 'SIGKILL');
    expect(await known(server, uri)).toEqual(dated(result));
    expect(server.shown).toHaveLength(isLost ? 1 : 0);
  }
  expect(server.shown[0]).toContain('ended with SIGKILL');
  const result = await classify(server, { image: uri, labels, options });
  expect(await known(server, uri)).toEqual(dated(result));
  expect(server.shown).toHaveLength(1);
});

test('a hover’s answer from the store comes within 50 ms', async () => {
  const { folder, uri } = await pictureFolder();
  const cacheFolder = path.join(folder, 'cache');
  await classify(await startWithCache(cacheFolder), { image: uri, labels, options });
  const server = await startWithCache(cacheFolder);
  await known(server, uri);
  const times: number[] = [];
  for (let i = 0; i < 20; i++) {
    const asked = performance.now();
    expect(await known(server, uri)).not.toBeNull();
    times.push(performance.now() - asked);
  }
  expect(times.sort((a, b) => a - b)[10]).toBeLessThan(50);
});

test.skipIf(process.platform === 'win32')(
  'a store that is stuck is gone with its server',
  async () => {
    const { folder, uri } = await pictureFolder();
    const server = await startWithCache(path.join(folder, 'cache'));
    await classify(server, { image: uri, labels, options });
    const store = storeProcessOf(server);
    // As in a native call that never returns: it neither answers nor hears that its parent is gone.
    process.kill(store, 'SIGSTOP');
    known(server, uri).catch(() => {});
    await server.client.sendRequest('shutdown');
    await server.client.sendNotification('exit');
    expect(await server.exitCode).toBe(0);
    try {
      await expect.poll(() => isRunning(store), { timeout: 5_000 }).toBe(false);
    } finally {
      if (isRunning(store)) process.kill(store, 'SIGKILL');
    }
  },
);

import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { connectInProcess, initialize } from './inProcessServer';

function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'lsp-'));
  onTestFinished(() =>
    rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }),
  );
  return folder;
}

/** A server in this process whose client has set the cache folder, and what it shows. */
async function connectWithCache(cacheFolder: string | null, locale = 'en') {
  const { client } = connectInProcess();
  const shown: string[] = [];
  client.onNotification('window/showMessage', ({ message }: { message: string }) => {
    shown.push(message);
  });
  await initialize(client, { locale, initializationOptions: { cacheFolder } });
  await client.sendNotification('initialized', {});
  onTestFinished(async () => {
    await client.sendRequest('shutdown');
    client.dispose();
  });
  return { client, shown };
}

test('takes the cache folder as a file: URI, and finds there what another server stored', async () => {
  const folder = temporaryFolder();
  const cache = pathToFileURL(path.join(folder, 'my cache')).href;
  const image = path.join(folder, 'a.jpg');
  writeFileSync(image, 'pixels');
  const { client } = await connectWithCache(cache);
  const result = await client.sendRequest('diffusionClassifier/classify', {
    image,
    labels: ['cat'],
  });
  const { client: other, shown } = await connectWithCache(path.join(folder, 'my cache'));
  expect(await other.sendRequest('diffusionClassifier/known', { image })).toMatchObject(
    result as object,
  );
  expect(shown).toEqual([]);
});

test('null keeps results in memory, and nothing is said', async () => {
  const { client, shown } = await connectWithCache(null);
  expect(await client.sendRequest('diffusionClassifier/known', { image: '/none' })).toBeNull();
  expect(shown).toEqual([]);
});

test.each([
  ['en', 'Results are kept in memory only, until the server ends: my/cache is not'],
  ['zh-cn', '结果仅保存在内存中'],
])('a cache folder that is not absolute is named in %s', async (locale, message) => {
  const { shown } = await connectWithCache('my/cache', locale);
  await expect.poll(() => shown).toEqual([expect.stringContaining(message)]);
});

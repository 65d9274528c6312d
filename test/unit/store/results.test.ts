import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { rm, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { ClassifyResult } from '../../../server/src/protocol';
import { fileStamp, Results, type StoreTrouble } from '../../../server/src/store';
import type { ResultsOptions } from '../../../server/src/store/results';
import { result, temporaryFolder } from './sampleResults';

const storeBundle = path.resolve(__dirname, '../../../dist/store.js');

function fakeStore(name: string): string {
  return path.resolve(__dirname, `../../fixtures/stores/${name}.cjs`);
}

/** Results in memory, or on disk once opened, that write down what a person would hear. */
function makeResults(options: ResultsOptions = {}) {
  const troubles: StoreTrouble[] = [];
  const results = new Results({ onTrouble: (trouble) => troubles.push(trouble), ...options });
  onTestFinished(() => results.close());
  return { results, troubles };
}

/** A file of the given name with something in it. */
async function image(folder: string, name: string): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, name);
  return file;
}

async function remember(results: Results, file: string, of: ClassifyResult): Promise<void> {
  await results.remember(file, (await fileStamp(file))!, of);
}

/** What holds wherever results are kept. */
for (const where of ['in memory', 'on disk'] as const) {
  const opened = async (folder: string): Promise<Results> => {
    const { results } = makeResults();
    if (where === 'on disk') await results.open(path.join(folder, 'cache'));
    return results;
  };

  test(`${where}: keeps the newest result of a file, without its trace`, async () => {
    const folder = temporaryFolder();
    const results = await opened(folder);
    const file = await image(folder, 'a.jpg');
    await remember(results, file, result('dog'));
    const trace = { samples: [{ index: 0, timestep: 5 }], errors: { cat: [1] } };
    await remember(results, file, { ...result('cat'), ...trace });
    expect(await results.current(file)).toEqual({
      ...result('cat'),
      classified: expect.any(String),
    });
  });

  test(`${where}: knows nothing of a file that it was not told of`, async () => {
    const folder = temporaryFolder();
    const results = await opened(folder);
    expect(await results.current(await image(folder, 'a.jpg'))).toBeUndefined();
  });

  test.each<[string, (file: string) => Promise<void>]>([
    ['grown', (file) => writeFile(file, 'longer than before')],
    ['changed by a clock that went backwards', (file) => utimes(file, 1, 1)],
    ['deleted', (file) => rm(file)],
  ])(`${where}: a result no longer holds once the file has been %s`, async (_, change) => {
    const folder = temporaryFolder();
    const results = await opened(folder);
    const file = await image(folder, 'a.jpg');
    await remember(results, file, result('cat'));
    await change(file);
    expect(await results.current(file)).toBeUndefined();
  });

  test(`${where}: a file from the future has its result`, async () => {
    const folder = temporaryFolder();
    const results = await opened(folder);
    const file = await image(folder, 'a.jpg');
    await utimes(file, 4e9, 4e9);
    await remember(results, file, result('cat'));
    expect((await results.current(file))?.predicted).toBe('cat');
  });
}

test('memory is bounded: the oldest images make room, counted in labels', async () => {
  const folder = temporaryFolder();
  const { results } = makeResults({ capacity: 10 });
  const [a, b, c] = await Promise.all(['a', 'b', 'c'].map((name) => image(folder, name)));
  await remember(results, a!, result('a', 4));
  await remember(results, b!, result('b', 4));
  await remember(results, a!, result('a', 4));
  await remember(results, c!, result('c', 4));
  expect(await results.current(b!)).toBeUndefined();
  expect((await results.current(a!))?.predicted).toBe('a');
  expect((await results.current(c!))?.predicted).toBe('c');
});

test('what was remembered is there for the next server', async () => {
  const folder = temporaryFolder();
  const file = await image(folder, 'ein Bild 图像.jpg');
  const { results: first } = makeResults();
  await first.open(path.join(folder, 'cache'));
  await remember(first, file, result('cat', 3));
  first.close();
  const { results: second, troubles } = makeResults();
  await second.open(path.join(folder, 'cache'));
  expect(await second.current(file)).toEqual({
    ...result('cat', 3),
    classified: expect.any(String),
  });
  expect(troubles).toEqual([]);
});

test('two servers at once see what the other one stored, the newest of both', async () => {
  const folder = temporaryFolder();
  const file = await image(folder, 'a.jpg');
  const { results: one } = makeResults();
  const { results: other } = makeResults();
  await Promise.all([one, other].map((each) => each.open(path.join(folder, 'cache'))));
  await remember(one, file, result('cat'));
  expect((await other.current(file))?.predicted).toBe('cat');
  await remember(other, file, result('dog'));
  expect((await one.current(file))?.predicted).toBe('dog');
});

/** What must hold whatever has become of the store: it answers, from memory if need be. */
async function expectToWork(results: Results, folder: string): Promise<void> {
  const file = await image(folder, 'works.jpg');
  await remember(results, file, result('cat'));
  await remember(results, file, result('dog'));
  expect((await results.current(file))?.predicted).toBe('dog');
}

const memoryOnly = (reason: string | RegExp): StoreTrouble => ({
  kind: 'memoryOnly',
  reason: expect.stringMatching(reason),
});

test('a file where the cache folder should be: in memory, said once', async () => {
  const folder = temporaryFolder();
  writeFileSync(path.join(folder, 'cache'), '');
  const { results, troubles } = makeResults();
  await results.open(path.join(folder, 'cache'));
  await expectToWork(results, folder);
  expect(troubles).toEqual([memoryOnly(/cache.store-1 cannot be used/)]);
});

test('lmdb that is not there: in memory, said once', async () => {
  const folder = temporaryFolder();
  const alone = path.join(folder, 'store.js');
  copyFileSync(storeBundle, alone);
  const { results, troubles } = makeResults({ storeEntry: alone });
  await results.open(path.join(folder, 'cache'));
  await expectToWork(results, folder);
  expect(troubles).toEqual([
    memoryOnly("lmdb does not load on this machine: Cannot find module 'lmdb'"),
  ]);
});

test('a store process that is not there: in memory, said once', async () => {
  const folder = temporaryFolder();
  const { results, troubles } = makeResults({ storeEntry: path.join(folder, 'none.js') });
  await results.open(path.join(folder, 'cache'));
  await expectToWork(results, folder);
  expect(troubles).toEqual([memoryOnly('ended with code 1')]);
});

test('a folder that is removed meanwhile is made again', async () => {
  const folder = temporaryFolder();
  const cache = path.join(folder, 'cache');
  const { results, troubles } = makeResults();
  await results.open(cache);
  await expectToWork(results, folder);
  rmSync(cache, { recursive: true });
  await expectToWork(results, folder);
  const { results: next } = makeResults();
  await next.open(cache);
  expect((await next.current(path.join(folder, 'works.jpg')))?.predicted).toBe('dog');
  expect(troubles).toEqual([]);
});

test.each([
  ['crashesAtOpen', memoryOnly('ended with SIGSEGV')],
  ['crashesInEveryWrite', memoryOnly('ended with SIGSEGV')],
  ['endsInEveryWrite', memoryOnly('ended with code 3')],
  ['hasABug', memoryOnly('x is not a function')],
])('a store that %s: in memory, said once', async (name, trouble) => {
  const folder = temporaryFolder();
  const { results, troubles } = makeResults({ storeEntry: fakeStore(name) });
  await results.open(path.join(folder, 'cache'));
  await expectToWork(results, folder);
  expect(troubles).toEqual([trouble]);
});

test('a store that hangs is given up: in memory, said once', async () => {
  const folder = temporaryFolder();
  const { results, troubles } = makeResults({
    storeEntry: fakeStore('hangs'),
    storePatience: 500,
  });
  await results.open(path.join(folder, 'cache'));
  await expectToWork(results, folder);
  expect(troubles).toEqual([memoryOnly('gave no answer within 0.5 s')]);
});

test('a store that is open is not opened again: there is one process', async () => {
  const folder = temporaryFolder();
  const cache = path.join(folder, 'cache');
  const { results } = makeResults({ storeEntry: fakeStore('hangs') });
  await results.open(cache);
  await results.open(cache);
  expect(readFileSync(`${cache}.starts`, 'utf8')).toBe('x');
});

test('a store that is slow to open keeps no question waiting', async () => {
  const folder = temporaryFolder();
  const file = await image(folder, 'a.jpg');
  const { results } = makeResults({ storeEntry: fakeStore('slowToOpen') });
  void results.open(path.join(folder, 'cache'));
  const asked = performance.now();
  expect(await results.current(file)).toBeUndefined();
  expect(performance.now() - asked).toBeLessThan(3_000);
});

test('a store that crashes once is started again, and nothing is said', async () => {
  const folder = temporaryFolder();
  const { results, troubles } = makeResults({ storeEntry: fakeStore('crashesOnce') });
  await results.open(path.join(folder, 'cache'));
  await expectToWork(results, folder);
  expect(troubles).toEqual([]);
});

test('many who wait for a store that crashes count its death once', async () => {
  const folder = temporaryFolder();
  const cache = path.join(folder, 'cache');
  const files = await Promise.all(['a', 'b', 'c', 'd'].map((name) => image(folder, name)));
  const { results, troubles } = makeResults({ storeEntry: fakeStore('crashesOnce') });
  await results.open(cache);
  await Promise.all(files.map((file) => remember(results, file, result('cat'))));
  expect(readFileSync(`${cache}.starts`, 'utf8')).toBe('xx');
  expect(troubles).toEqual([]);
});

test('a store without room: what is new is in memory, said once', async () => {
  const folder = temporaryFolder();
  const { results, troubles } = makeResults({ storeEntry: fakeStore('isFull') });
  await results.open(path.join(folder, 'cache'));
  await expectToWork(results, folder);
  expect(troubles).toEqual([{ kind: 'full', reason: 'no room' }]);
});

test('a folder is no image', async () => {
  const { results } = makeResults();
  expect(await results.current(temporaryFolder())).toBeUndefined();
});

test('a store that is closed while it is asked is not started again', async () => {
  const folder = temporaryFolder();
  const cache = path.join(folder, 'cache');
  const file = await image(folder, 'a.jpg');
  const { results, troubles } = makeResults({ storeEntry: fakeStore('hangs'), storePatience: 500 });
  await results.open(cache);
  const asked = results.current(file);
  results.close();
  expect(await asked).toBeUndefined();
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(readFileSync(`${cache}.starts`, 'utf8')).toBe('x');
  expect(troubles).toEqual([]);
});

test('what was stored before the store was lost is still known', async () => {
  const folder = temporaryFolder();
  const cache = path.join(folder, 'cache');
  const [a, b] = await Promise.all(['a', 'b'].map((name) => image(folder, name)));
  const { results } = makeResults();
  await results.open(cache);
  await remember(results, a!, result('cat'));
  results.close();
  await remember(results, b!, result('dog'));
  expect((await results.current(a!))?.predicted).toBe('cat');
  expect((await results.current(b!))?.predicted).toBe('dog');
});

test('a store that finds damage in its work is set aside, said to be, and does it', async () => {
  const folder = temporaryFolder();
  const cache = path.join(folder, 'cache');
  const { results, troubles } = makeResults({ storeEntry: fakeStore('findsDamage') });
  await results.open(cache);
  await expectToWork(results, folder);
  expect(troubles).toEqual([{ kind: 'setAside', reason: `${cache}.damaged` }]);
});

test('a store that crashes at what it has is set aside, and said to be', async () => {
  const folder = temporaryFolder();
  const cache = path.join(folder, 'cache');
  const { results, troubles } = makeResults({ storeEntry: fakeStore('crashesOnDamage') });
  await results.open(cache);
  await expectToWork(results, folder);
  expect(troubles).toEqual([{ kind: 'setAside', reason: `${cache}.damaged` }]);
});

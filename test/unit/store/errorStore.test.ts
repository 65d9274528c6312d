import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ErrorStore, type ErrorStoreTrouble } from '../../../server/src/store';
import type { ErrorStoreOptions } from '../../../server/src/store/errorStore';
import { errorsOf } from './sampleErrors';
import { temporaryFolder } from './sampleResults';

const storeBundle = path.resolve(__dirname, '../../../dist/store.js');

function fakeStore(name: string): string {
  return path.resolve(__dirname, `../../fixtures/stores/${name}.cjs`);
}

/** A store that is not open yet, and that writes down what a person would hear. */
function makeStore(options: ErrorStoreOptions = {}) {
  const troubles: ErrorStoreTrouble[] = [];
  const store = new ErrorStore({ onTrouble: (trouble) => troubles.push(trouble), ...options });
  onTestFinished(() => store.close());
  return { store, troubles };
}

async function openStore(folder: string, options: ErrorStoreOptions = {}) {
  const made = makeStore(options);
  await made.store.open(folder);
  return made;
}

test('finds the bits that were remembered, by context and conditioning, and nothing else', async () => {
  const { store, troubles } = await openStore(temporaryFolder());
  await store.remember('image', [
    { conditioning: 'cat', errors: errorsOf(1, 20) },
    { conditioning: 'dog', errors: errorsOf(2, 5) },
  ]);
  expect(await store.find('image', ['dog', 'cow', 'cat'])).toEqual([
    errorsOf(2, 5),
    undefined,
    errorsOf(1, 20),
  ]);
  expect(await store.find('other image', ['cat'])).toEqual([undefined]);
  expect(await store.find('image', [])).toEqual([]);
  expect(troubles).toEqual([]);
});

test('later samples are kept beside earlier ones, and a known one keeps what it had', async () => {
  const { store } = await openStore(temporaryFolder());
  await store.remember('image', [{ conditioning: 'cat', errors: errorsOf(1, 20) }]);
  const overlapping = errorsOf(7, 20, 10);
  await store.remember('image', [{ conditioning: 'cat', errors: overlapping }]);
  const [found] = await store.find('image', ['cat']);
  expect(found?.noiseRows).toEqual(errorsOf(1, 30).noiseRows);
  expect(found?.l2).toEqual([...errorsOf(1, 20).l2, ...overlapping.l2.slice(10)]);
});

test('what was remembered is there for the next process, and for others at once', async () => {
  const folder = temporaryFolder();
  const [{ store: one }, { store: other }] = [await openStore(folder), await openStore(folder)];
  await one.remember('image', [{ conditioning: 'cat', errors: errorsOf(1, 20) }]);
  await other.remember('image', [{ conditioning: 'cat', errors: errorsOf(1, 30) }]);
  expect(await one.find('image', ['cat'])).toEqual([errorsOf(1, 30)]);
  one.close();
  other.close();
  const { store: next } = await openStore(folder);
  expect(await next.find('image', ['cat'])).toEqual([errorsOf(1, 30)]);
});

test('more than fits into one answer comes in several', async () => {
  const { store } = await openStore(temporaryFolder());
  const rows = Array.from({ length: 12 }, (_, i) => ({
    conditioning: `label ${i}`,
    errors: errorsOf(i, 30_000),
  }));
  await store.remember('image', rows);
  const found = await store.find(
    'image',
    rows.map(({ conditioning }) => conditioning),
  );
  for (const [i, { errors }] of rows.entries()) expect(found[i]).toEqual(errors);
});

test('notes are kept beside the errors', async () => {
  const folder = temporaryFolder();
  const { store } = await openStore(folder);
  expect(await store.note('weights of a')).toBeUndefined();
  await store.setNote('weights of a', 'digest');
  await store.setNote('weights of a', 'digest 2 图');
  store.close();
  const { store: next } = await openStore(folder);
  expect(await next.note('weights of a')).toBe('digest 2 图');
});

test('errors that are none are refused', async () => {
  const { store } = await openStore(temporaryFolder());
  const errors = { ...errorsOf(1, 3), l1: [1] };
  await expect(store.remember('image', [{ conditioning: 'cat', errors }])).rejects.toThrow(
    RangeError,
  );
});

/** What must hold whatever has become of the store: it answers, and nothing wrong. */
async function expectToAnswer(store: ErrorStore): Promise<void> {
  await store.remember('image', [{ conditioning: 'cat', errors: errorsOf(1, 3) }]);
  const [found] = await store.find('image', ['cat']);
  expect([undefined, errorsOf(1, 3)]).toContainEqual(found);
  await store.setNote('key', 'value');
  expect([undefined, 'value']).toContain(await store.note('key'));
}

test('before it is open and after it is closed it knows nothing', async () => {
  const { store, troubles } = makeStore();
  await expectToAnswer(store);
  await store.open(temporaryFolder());
  store.close();
  expect(await store.find('image', ['cat'])).toEqual([undefined]);
  expect(troubles).toEqual([]);
});

const lost = (reason: string): ErrorStoreTrouble => ({
  kind: 'lost',
  reason: expect.stringContaining(reason),
});

test('a file where the cache folder should be: said once', async () => {
  const cache = path.join(temporaryFolder(), 'cache');
  writeFileSync(cache, '');
  const { store, troubles } = await openStore(cache);
  await expectToAnswer(store);
  expect(troubles).toEqual([lost('errors-1 cannot be used')]);
});

test('lmdb that is not there: said once', async () => {
  const folder = temporaryFolder();
  const alone = path.join(folder, 'store.js');
  copyFileSync(storeBundle, alone);
  const { store, troubles } = await openStore(path.join(folder, 'cache'), { storeEntry: alone });
  await expectToAnswer(store);
  expect(troubles).toEqual([lost('lmdb does not load on this machine')]);
});

test.each([
  ['crashesAtOpen', [lost('ended with SIGSEGV')]],
  ['endsInEveryWrite', [lost('ended with code 3')]],
  ['hasABug', [lost('x is not a function')]],
  ['isFull', [{ kind: 'full', reason: 'no room' }]],
  ['crashesOnce', []],
])('a store that %s: said once', async (name, expected) => {
  const cache = path.join(temporaryFolder(), 'cache');
  const { store, troubles } = await openStore(cache, { storeEntry: fakeStore(name) });
  await expectToAnswer(store);
  await expectToAnswer(store);
  expect(troubles).toEqual(expected);
});

test('a store that hangs is given up, and said to be once', async () => {
  const cache = path.join(temporaryFolder(), 'cache');
  const options = { storeEntry: fakeStore('hangs'), storePatience: 300 };
  const { store, troubles } = await openStore(cache, options);
  await expectToAnswer(store);
  expect(troubles).toEqual([lost('gave no answer within 0.3 s')]);
});

test('a store that crashes again at what it has is set aside, said to be, and works', async () => {
  const cache = path.join(temporaryFolder(), 'cache');
  const storeEntry = fakeStore('crashesOnDamageInEveryFind');
  const { store, troubles } = await openStore(cache, { storeEntry });
  await store.remember('image', [{ conditioning: 'cat', errors: errorsOf(1, 3) }]);
  expect(await store.find('image', ['cat'])).toEqual([undefined]);
  await expectToAnswer(store);
  expect(troubles).toEqual([{ kind: 'setAside', reason: `${cache}.damaged` }]);
  expect(readFileSync(`${cache}.starts`, 'utf8')).toBe('xxx');
});

test('a folder that is removed meanwhile is made again', async () => {
  const cache = path.join(temporaryFolder(), 'cache');
  const { store, troubles } = await openStore(cache);
  await store.remember('image', [{ conditioning: 'cat', errors: errorsOf(1, 3) }]);
  rmSync(cache, { recursive: true });
  expect(await store.find('image', ['cat'])).toEqual([undefined]);
  await store.remember('image', [{ conditioning: 'dog', errors: errorsOf(1, 3) }]);
  expect(existsSync(path.join(cache, 'errors-1'))).toBe(true);
  const { store: next } = await openStore(cache);
  expect(await next.find('image', ['cat', 'dog'])).toEqual([undefined, errorsOf(1, 3)]);
  expect(troubles).toEqual([]);
});

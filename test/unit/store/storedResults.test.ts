import { rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { databaseFolder } from '../../../server/src/store/databaseFolder';
import { Store } from '../../../server/src/store/process/store';
import { StoreDatabase } from '../../../server/src/store/process/storeDatabase';
import { StoredResults } from '../../../server/src/store/process/storedResults';
import { StoreFailure } from '../../../server/src/store/storeFailure';
import { result, temporaryFolder } from './sampleResults';

const stamp = '6 1';

function openIn(folder: string): StoreDatabase {
  const database = StoreDatabase.open(folder, 'results');
  onTestFinished(() => database.close());
  return database;
}

test('keeps the newest result of a file and the stamp it belongs to', () => {
  const results = new StoredResults(openIn(temporaryFolder()));
  results.remember({ file: '/a.jpg', stamp, result: result('dog') });
  results.remember({ file: '/a.jpg', stamp: '7 2', result: result('cat', 3) });
  expect(results.find('/a.jpg')).toEqual({ stamp: '7 2', result: result('cat', 3) });
  expect(results.find('/b.jpg')).toBeUndefined();
});

test('takes paths longer than a key of lmdb may be, of any characters', () => {
  const results = new StoredResults(openIn(temporaryFolder()));
  const long = `/${'ordner 图像/'.repeat(400)}`;
  results.remember({ file: `${long}a.jpg`, stamp, result: result('a') });
  results.remember({ file: `${long}b.jpg`, stamp, result: result('b') });
  expect(results.find(`${long}a.jpg`)?.result.predicted).toBe('a');
  expect(results.find(`${long}b.jpg`)?.result.predicted).toBe('b');
});

test('opened again, it goes on where it was: what was stored longest ago makes room', async () => {
  const folder = temporaryFolder();
  const store = (name: string, into: StoredResults) =>
    into.remember({ file: name, stamp, result: result(name) });
  const before = StoreDatabase.open(folder, 'results');
  // Room for three results of some 230 bytes each.
  const first = new StoredResults(before, 800);
  for (const name of ['/a', '/b', '/c', '/a']) store(name, first);
  await before.close();
  const again = new StoredResults(openIn(folder), 800);
  store('/d', again);
  expect(['/a', '/b', '/c', '/d'].filter((name) => again.find(name))).toEqual(['/a', '/c', '/d']);
});

test('a clock that goes backwards changes nothing about what is the newest or makes room', () => {
  vi.useFakeTimers({ now: new Date('2040-01-01'), toFake: ['Date'] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const results = new StoredResults(openIn(temporaryFolder()), 800);
  for (const name of ['/a', '/b', '/c', '/d']) {
    results.remember({ file: name, stamp, result: result(name) });
    vi.setSystemTime(Date.now() - 1e10);
  }
  results.remember({ file: '/d', stamp: 'older', result: result('/d again') });
  expect(['/a', '/b', '/c', '/d'].filter((name) => results.find(name))).toEqual(['/b', '/c', '/d']);
  expect(results.find('/d')?.result.predicted).toBe('/d again');
});

test('a result that is larger than all the room is not kept, nor is anything else lost for ever', () => {
  const results = new StoredResults(openIn(temporaryFolder()), 800);
  results.remember({ file: '/large', stamp, result: result('large', 100) });
  expect(results.find('/large')).toBeUndefined();
  results.remember({ file: '/small', stamp, result: result('small') });
  expect(results.find('/small')?.result.predicted).toBe('small');
});

test('its files stay within a few times its capacity, however much is stored', () => {
  const folder = temporaryFolder();
  const capacity = 300_000;
  const results = new StoredResults(openIn(folder), capacity);
  // Six times the capacity, in results of 1 to 100 labels.
  for (let stored = 0, i = 0; stored < 6 * capacity; i++) {
    const one = result(`label ${i}`, 1 + ((7 * i) % 100));
    results.remember({ file: `/${i}.jpg`, stamp, result: one });
    stored += JSON.stringify(one).length;
  }
  const file = path.join(databaseFolder(folder, 'results'), 'data.mdb');
  expect(statSync(file).size).toBeLessThan(5 * capacity);
});

test('what is stored but is no result is passed over, and replaced', () => {
  const database = openIn(temporaryFolder());
  const results = new StoredResults(database);
  const table = database.table<string>('results');
  const garbage = ['', 'null', '{"file":', JSON.stringify({ file: '/a', sequence: 1, stamp })];
  const foreign = JSON.stringify({ file: '/other', sequence: 1, stamp, result: result('x') });
  for (const text of [...garbage, foreign]) {
    results.remember({ file: '/a', stamp, result: result('cat') });
    const [key] = table.getKeys();
    database.write(() => table.putSync(key!, text));
    expect(results.find('/a')).toBeUndefined();
  }
  results.remember({ file: '/a', stamp, result: result('cat') });
  expect(results.find('/a')?.result.predicted).toBe('cat');
});

test('is still bounded when what it knows of the order is not true', () => {
  const database = openIn(temporaryFolder());
  const results = new StoredResults(database, 800);
  const order = database.table<number>('resultsInOrder');
  results.remember({ file: '/a', stamp, result: result('a') });
  database.write(() => order.clearSync());
  for (const name of ['/b', '/c', '/d', '/e']) {
    results.remember({ file: name, stamp, result: result(name) });
  }
  expect(results.find('/e')?.result.predicted).toBe('/e');
  expect(['/b', '/c', '/d', '/e'].filter((name) => results.find(name)).length).toBeLessThan(4);
});

test('a size that is none is damage', () => {
  const database = openIn(temporaryFolder());
  const totals = database.table<string>('resultsTotals');
  database.write(() => totals.putSync('bytes', 'many'));
  expect(() => new StoredResults(database)).toThrow(StoreFailure);
});

test('a store that was not opened says so', () => {
  expect(() => new Store().results.find('/a')).toThrow('"open"');
});

test('a store whose folder was removed begins again with what comes next', () => {
  const folder = temporaryFolder();
  const store = new Store();
  onTestFinished(() => store.close());
  expect(store.open({ folder, holds: 'results', setAside: false })).toEqual({});
  store.results.remember({ file: '/a', stamp, result: result('a') });
  rmSync(folder, { recursive: true });
  store.results.remember({ file: '/b', stamp, result: result('b') });
  expect(store.results.find('/a')).toBeUndefined();
  const other = new Store();
  onTestFinished(() => other.close());
  other.open({ folder, holds: 'results', setAside: false });
  expect(other.results.find('/b')?.result.predicted).toBe('b');
});

test('a damaged store is set aside when it is told so', () => {
  const folder = temporaryFolder();
  const store = new Store();
  onTestFinished(() => store.close());
  store.open({ folder, holds: 'results', setAside: false });
  store.results.remember({ file: '/a', stamp, result: result('a') });
  store.close();
  expect(store.open({ folder, holds: 'results', setAside: true })).toEqual({
    setAside: `${databaseFolder(folder, 'results')}.damaged`,
  });
  expect(store.results.find('/a')).toBeUndefined();
});

test('says what it holds; what is no result is counted, and removed where that is asked for', () => {
  const database = openIn(temporaryFolder());
  const results = new StoredResults(database, 10_000);
  for (const file of ['/a', '/b', '/c']) results.remember({ file, stamp, result: result('cat') });
  const { bytes } = results.info();
  expect(results.info()).toEqual({ holds: 'results', bytes, capacity: 10_000, results: 3 });
  const table = database.table<string>('results');
  const [one, other] = [...table.getRange()];
  database.write(() => {
    table.putSync(one!.key, 'nonsense');
    table.putSync(other!.key, one!.value);
  });
  const part = { after: null, bytes: 1e6 };
  for (const repair of [false, true]) {
    expect(results.verify({ ...part, repair })).toEqual({ whole: 1, damaged: 2, next: null });
  }
  expect(results.verify({ ...part, repair: true })).toEqual({ whole: 1, damaged: 0, next: null });
  expect(results.info()).toMatchObject({ results: 1 });
});

import {
  chmodSync,
  existsSync,
  readFileSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { open } from 'lmdb';
import { expect, onTestFinished, test, vi } from 'vitest';
import { databaseFolder } from '../../../server/src/store/databaseFolder';
import type { Holding } from '../../../server/src/store/messages';
import { packErrors } from '../../../server/src/store/packedErrors';
import { StoreDatabase, setAside } from '../../../server/src/store/process/storeDatabase';
import { StoredErrors } from '../../../server/src/store/process/storedErrors';
import { StoreFailure } from '../../../server/src/store/storeFailure';
import { errorsOf } from './sampleErrors';
import { temporaryFolder } from './sampleResults';

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  return { ...fs, statfsSync: vi.fn(fs.statfsSync) };
});

/** Bytes that the disk seems to have free for the rest of the test. */
function setRoom(bytes: number): void {
  const { bsize } = statfsSync('.');
  const bavail = Math.floor(bytes / bsize);
  vi.mocked(statfsSync).mockReturnValue({ bavail, bsize } as ReturnType<typeof statfsSync>);
  onTestFinished(() => {
    vi.mocked(statfsSync).mockReset();
  });
}

function openIn(
  folder: string,
  load?: () => typeof import('lmdb'),
  holds: Holding = 'results',
): StoreDatabase {
  const database = StoreDatabase.open(folder, holds, load);
  onTestFinished(() => database.close());
  return database;
}

function failureOf(work: () => unknown): StoreFailure {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(StoreFailure);
    return error as StoreFailure;
  }
  return expect.fail('expected a failure');
}

test('makes a folder that is its owner’s alone, and finds there what was written', async () => {
  const folder = path.join(temporaryFolder(), 'a', 'b');
  const first = StoreDatabase.open(folder, 'results');
  const table = first.table<string>('words');
  first.write(() => table.putSync('one', 'eins'));
  await first.close();
  expect(openIn(folder).table<string>('words').get('one')).toBe('eins');
  if (process.platform !== 'win32') {
    expect(statSync(databaseFolder(folder, 'results')).mode & 0o777).toBe(0o700);
  }
});

test('a write that throws leaves nothing behind', () => {
  const database = openIn(temporaryFolder());
  const table = database.table<string>('words');
  expect(() =>
    database.write(() => {
      table.putSync('one', 'eins');
      throw new Error('half way');
    }),
  ).toThrow('half way');
  expect(table.get('one')).toBeUndefined();
});

test('lmdb that does not load is named in one line', () => {
  const failure = failureOf(() =>
    openIn(temporaryFolder(), () => {
      throw new Error('No native build was found for platform=plan9\n    at somewhere');
    }),
  );
  expect(failure.kind).toBe('unusable');
  expect(failure.message).toBe(
    'lmdb does not load on this machine: No native build was found for platform=plan9.',
  );
});

test('a file where the folder should be is named', () => {
  const file = path.join(temporaryFolder(), 'taken');
  writeFileSync(file, '');
  const failure = failureOf(() => openIn(file));
  expect(failure.kind).toBe('unusable');
  expect(failure.message).toContain(file);
  expect(failure.message).toContain('set another one');
});

test.skipIf(process.platform === 'win32')('a folder without the right to write is named', () => {
  const folder = temporaryFolder();
  chmodSync(folder, 0o555);
  // Root may write anywhere; somebody else may not.
  const isRoot = process.getuid?.() === 0;
  if (isRoot) process.seteuid?.(65_534);
  onTestFinished(() => {
    if (isRoot) process.seteuid?.(0);
  });
  const failure = failureOf(() => openIn(folder));
  expect(failure.kind).toBe('unusable');
  expect(failure.message).toContain('EACCES');
});

test('nothing is begun on a disk that is full', () => {
  const folder = temporaryFolder();
  setRoom(15e6);
  const failure = failureOf(() => StoreDatabase.open(folder, 'results'));
  expect(failure.kind).toBe('unusable');
  expect(failure.message).toContain('less than 16 MB free');
});

test('on a disk that is full what is there can be read, nothing is written or set aside', () => {
  const folder = temporaryFolder();
  const before = openIn(folder);
  const words = before.table<string>('words');
  before.write(() => words.putSync('one', 'eins'));
  setRoom(15e6);
  expect(failureOf(() => before.write(() => words.putSync('two', 'zwei'))).kind).toBe('full');
  expect(failureOf(() => setAside(folder, 'results')).kind).toBe('unusable');
  const now = openIn(folder).table<string>('words');
  expect([now.get('one'), now.get('two')]).toEqual(['eins', undefined]);
});

test('on a disk that is full errors are found, and none remembered; what is too large for it, either', () => {
  const store = new StoredErrors(openIn(temporaryFolder(), undefined, 'errors'));
  const remember = (conditioning: string, count: number): void => {
    const packed = packErrors(errorsOf(1, count)).toString('base64');
    store.remember({ context: 'a', rows: [{ conditioning, packed }] });
  };
  remember('cat', 5);
  // Beside what is always left free there is room for 5,000 evaluations.
  setRoom(16e6 + 100_000);
  expect(failureOf(() => remember('dog', 6_000)).kind).toBe('full');
  remember('cow', 4_000);
  setRoom(15e6);
  expect(failureOf(() => remember('fox', 5)).kind).toBe('full');
  const conditionings = ['cat', 'dog', 'cow', 'fox'];
  const found = store.find({ context: 'a', conditionings }).map((packed) => packed?.length);
  expect(found).toEqual([100, undefined, 80_000, undefined]);
  store.flush();
});

test('what a newer version wrote is left as it is', async () => {
  const folder = temporaryFolder();
  const newer = open<string, string>({
    path: databaseFolder(folder, 'results'),
    encoding: 'string',
  });
  await newer.put('format', '2');
  await newer.close();
  const before = readFileSync(path.join(databaseFolder(folder, 'results'), 'data.mdb'));
  const failure = failureOf(() => StoreDatabase.open(folder, 'results'));
  expect(failure.kind).toBe('unusable');
  expect(failure.message).toContain('newer version');
  expect(
    readFileSync(path.join(databaseFolder(folder, 'results'), 'data.mdb')).equals(before),
  ).toBe(true);
});

test('what lmdb calls damage is damage', () => {
  const lmdb = {
    open(): never {
      throw Object.assign(new Error('MDB_CORRUPTED: Located page was wrong type'), {
        code: -30796,
      });
    },
  };
  const failure = failureOf(() =>
    openIn(temporaryFolder(), () => lmdb as unknown as typeof import('lmdb')),
  );
  expect(failure.kind).toBe('damaged');
});

test('setting aside replaces what was set aside before, and is nothing without a store', async () => {
  const folder = temporaryFolder();
  expect(setAside(folder, 'results')).toBeUndefined();
  for (const mark of ['first', 'second']) {
    await StoreDatabase.open(folder, 'results').close();
    writeFileSync(path.join(databaseFolder(folder, 'results'), 'mark'), mark);
    expect(readFileSync(path.join(setAside(folder, 'results')!, 'mark'), 'utf8')).toBe(mark);
  }
});

test('notices that its files were removed', () => {
  const folder = temporaryFolder();
  const database = openIn(folder);
  expect(database.isInPlace()).toBe(true);
  rmSync(databaseFolder(folder, 'results'), { recursive: true });
  expect(database.isInPlace()).toBe(false);
  expect(existsSync(databaseFolder(folder, 'results'))).toBe(false);
});

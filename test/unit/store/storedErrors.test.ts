import { statSync } from 'node:fs';
import path from 'node:path';
import { open } from 'lmdb';
import { expect, onTestFinished, test } from 'vitest';
import { databaseFolder } from '../../../server/src/store/databaseFolder';
import { packErrors, unpackErrors } from '../../../server/src/store/packedErrors';
import { ErrorTables } from '../../../server/src/store/process/errorTables';
import { keyOf } from '../../../server/src/store/process/keys';
import { StoreDatabase } from '../../../server/src/store/process/storeDatabase';
import { StoredErrors } from '../../../server/src/store/process/storedErrors';
import { StoredNotes } from '../../../server/src/store/process/storedNotes';
import { StoreFailure } from '../../../server/src/store/storeFailure';
import { Choices } from '../../mutation/mutations';
import { errorsOf } from './sampleErrors';
import { temporaryFolder } from './sampleResults';

function openIn(folder: string): StoreDatabase {
  const database = StoreDatabase.open(folder, 'errors');
  onTestFinished(() => database.close());
  return database;
}

/** Remembers errors that `seed` decides, of `count` samples under each conditioning. */
function remember(
  store: StoredErrors,
  context: string,
  conditionings: string[],
  count: number,
  seed = 1,
): void {
  const packed = packErrors(errorsOf(seed, count)).toString('base64');
  store.remember({
    context,
    rows: conditionings.map((conditioning) => ({ conditioning, packed })),
  });
}

/** How many evaluations are found. */
function counts(store: StoredErrors, context: string, conditionings: string[]): number[] {
  const found = store.find({ context, conditionings });
  return found.map((packed) => (packed ? unpackErrors(packed).l2.length : 0));
}

/** Room for the records of three contexts of 100 pages each, and what finds them. */
const roomForThree = 3.5 * 100 * 4_096;
const labels = Array.from({ length: 50 }, (_, i) => `label ${i}`);

function fill(store: StoredErrors, context: string): void {
  remember(store, context, labels, 250);
}

function known(store: StoredErrors, contexts: string[]): string[] {
  return contexts.filter((context) => counts(store, context, ['label 7'])[0]! > 0);
}

test('contexts and conditionings do not run into each other', () => {
  const store = new StoredErrors(openIn(temporaryFolder()));
  remember(store, 'ab', ['c'], 1);
  remember(store, 'a', ['bc'], 2);
  remember(store, 'a', [''], 3);
  expect(counts(store, 'ab', ['c', ''])).toEqual([1, 0]);
  expect(counts(store, 'a', ['bc', '', 'c'])).toEqual([2, 3, 0]);
});

test('the contexts that were used longest ago make room, with all that is known of them', () => {
  const store = new StoredErrors(openIn(temporaryFolder()), roomForThree);
  for (const context of ['a', 'b', 'c', 'a', 'd']) fill(store, context);
  expect(known(store, ['a', 'b', 'c', 'd'])).toEqual(['a', 'c', 'd']);
  expect(counts(store, 'b', labels)).toEqual(labels.map(() => 0));
});

test('what is found is used: it stays when others make room', () => {
  const store = new StoredErrors(openIn(temporaryFolder()), roomForThree);
  for (const context of ['a', 'b', 'c']) fill(store, context);
  store.find({ context: 'a', conditionings: ['label 1'] });
  store.find({ context: 'unknown', conditionings: ['label 1'] });
  fill(store, 'd');
  expect(known(store, ['a', 'b', 'c', 'd'])).toEqual(['a', 'c', 'd']);
});

test('what was found before the process ended is used for the next one', async () => {
  const folder = temporaryFolder();
  const database = StoreDatabase.open(folder, 'errors');
  const first = new StoredErrors(database, roomForThree);
  for (const context of ['a', 'b', 'c']) fill(first, context);
  first.find({ context: 'a', conditionings: ['label 1'] });
  first.flush();
  first.flush();
  await database.close();
  const next = new StoredErrors(openIn(folder), roomForThree);
  fill(next, 'd');
  expect(known(next, ['a', 'b', 'c', 'd'])).toEqual(['a', 'c', 'd']);
});

test('uses are written down from time to time though nothing is remembered', () => {
  const database = openIn(temporaryFolder());
  const store = new StoredErrors(database);
  const contexts = Array.from({ length: 300 }, (_, i) => `context ${i}`);
  database.write(() => {
    for (const context of contexts) remember(store, context, ['cat'], 1);
  });
  const entries = database.binaryTable('contexts');
  const before = entries.get(keyOf('context 0'));
  for (const context of contexts) store.find({ context, conditionings: ['cat'] });
  expect(entries.get(keyOf('context 0'))).not.toEqual(before);
});

test('a context that another process has made room of is not there because it was found', () => {
  const folder = temporaryFolder();
  const [one, other] = [new StoredErrors(openIn(folder)), new StoredErrors(openIn(folder), 0)];
  remember(one, 'a', ['cat'], 5);
  expect(counts(one, 'a', ['cat'])).toEqual([5]);
  remember(other, 'b', ['cat'], 5);
  one.flush();
  expect(one.info()).toMatchObject({ contexts: 0, conditionings: 0, evaluations: 0 });
});

test('what is larger than all the room is not kept, nor is anything else lost for ever', () => {
  const store = new StoredErrors(openIn(temporaryFolder()), 100_000);
  remember(store, 'large', labels, 1_000);
  expect(known(store, ['large'])).toEqual([]);
  remember(store, 'small', labels, 1);
  expect(known(store, ['small'])).toEqual(['small']);
});

test('its files stay within twice its capacity, however much is stored', () => {
  const folder = temporaryFolder();
  const capacity = 2e6;
  const store = new StoredErrors(openIn(folder), capacity);
  const choices = new Choices(1);
  // Ten times the capacity, in batches of several sizes that make records grow.
  for (let stored = 0, i = 0; stored < 10 * capacity; i++) {
    const some = labels.slice(0, 1 + choices.below(labels.length));
    const count = 1 + choices.below(400);
    remember(store, `image ${i - choices.below(3)}`, some, count, i);
    stored += 20 * count * some.length;
  }
  expect(store.info().bytes).toBeLessThanOrEqual(capacity);
  expect(store.info().bytes).toBeGreaterThan(capacity / 2);
  const file = path.join(databaseFolder(folder, 'errors'), 'data.mdb');
  expect(statSync(file).size).toBeLessThan(2 * capacity);
});

test('says what it holds', () => {
  const store = new StoredErrors(openIn(temporaryFolder()), 5e6);
  remember(store, 'a', ['cat', 'dog'], 100);
  remember(store, 'a', ['cat', 'cow'], 150);
  remember(store, 'b', ['cat'], 7);
  expect(store.info()).toEqual({
    holds: 'errors',
    bytes: expect.any(Number),
    capacity: 5e6,
    contexts: 2,
    conditionings: 4,
    evaluations: 150 + 100 + 150 + 7,
  });
});

/** Changes one byte of every record of a context. */
function damage(database: StoreDatabase, context: string): void {
  const records = database.binaryTable('errors');
  const prefix = keyOf(context);
  database.write(() => {
    for (const { key, value } of [...records.getRange({ start: prefix })]) {
      if (!key.subarray(0, prefix.length).equals(prefix)) break;
      value[value.length >> 1]! ^= 1;
      records.putSync(key, value);
    }
  });
}

test('a record that is not what was written counts as unknown, and is replaced', () => {
  const database = openIn(temporaryFolder());
  const store = new StoredErrors(database);
  remember(store, 'a', ['cat', 'dog'], 100);
  damage(database, 'a');
  expect(counts(store, 'a', ['cat', 'dog'])).toEqual([0, 0]);
  remember(store, 'a', ['cat'], 5, 2);
  expect(store.find({ context: 'a', conditionings: ['cat'] })[0]).toEqual(
    packErrors(errorsOf(2, 5)),
  );
});

test('a whole record in the place of another counts as unknown', () => {
  const database = openIn(temporaryFolder());
  const store = new StoredErrors(database);
  remember(store, 'a', ['cat'], 5, 1);
  remember(store, 'a', ['dog'], 5, 2);
  const records = database.binaryTable('errors');
  const [one, other] = [...records.getRange()];
  database.write(() => {
    records.putSync(one!.key, other!.value);
    records.putSync(other!.key, Buffer.from('abc'));
  });
  expect(counts(store, 'a', ['cat', 'dog'])).toEqual([0, 0]);
});

/** All parts of a verification. */
function verify(store: StoredErrors, repair = false) {
  const total = { whole: 0, damaged: 0, parts: 0 };
  let after: string | null = null;
  do {
    const { whole, damaged, next } = store.verify({ after, bytes: 100_000, repair });
    total.whole += whole;
    total.damaged += damaged;
    total.parts += 1;
    after = next;
  } while (after !== null);
  return total;
}

test('verifying finds what is damaged; repairing removes it, and what was said of it is true again', () => {
  const database = openIn(temporaryFolder());
  const store = new StoredErrors(database);
  remember(store, 'a', ['cat', 'dog'], 100);
  remember(store, 'b', ['cat', 'dog', 'cow'], 10);
  damage(database, 'a');
  expect(verify(store)).toEqual({ whole: 3, damaged: 2, parts: 1 });
  expect(verify(store, true)).toEqual({ whole: 3, damaged: 2, parts: 1 });
  expect(verify(store, true)).toEqual({ whole: 3, damaged: 0, parts: 1 });
  expect(store.info()).toMatchObject({ contexts: 1, conditionings: 3, evaluations: 30 });
});

test('repairing gives records of a context that nobody knows a context, so that they can make room', () => {
  const database = openIn(temporaryFolder());
  const store = new StoredErrors(database, roomForThree);
  for (const context of ['a', 'b']) fill(store, context);
  database.write(() => new ErrorTables(database).contexts.clear());
  expect(verify(store, true)).toMatchObject({ whole: 100, damaged: 0 });
  expect(store.info()).toMatchObject({ contexts: 2, evaluations: 2 * 50 * 250 });
});

test('it is read in parts', () => {
  const store = new StoredErrors(openIn(temporaryFolder()));
  fill(store, 'a');
  expect(verify(store)).toEqual({ whole: 50, damaged: 0, parts: 3 });
});

test('is still bounded when nothing is known of its contexts', () => {
  const database = openIn(temporaryFolder());
  const store = new StoredErrors(database, roomForThree);
  for (const context of ['a', 'b', 'c']) fill(store, context);
  database.write(() => new ErrorTables(database).contexts.clear());
  for (const context of ['d', 'e', 'f']) fill(store, context);
  expect(store.info().bytes).toBeLessThan(roomForThree);
  expect(known(store, ['a', 'b', 'c', 'e', 'f'])).toEqual(['e', 'f']);
});

test('an entry of a context that is damaged counts as none', () => {
  const database = openIn(temporaryFolder());
  const store = new StoredErrors(database);
  remember(store, 'a', ['cat'], 5);
  const entries = database.binaryTable('contexts');
  database.write(() => entries.putSync(keyOf('a'), Buffer.from('nonsense')));
  expect(counts(store, 'a', ['cat'])).toEqual([5]);
  remember(store, 'a', ['dog'], 7);
  expect(counts(store, 'a', ['cat', 'dog'])).toEqual([5, 7]);
});

test('an order of contexts that is none is damage', () => {
  const database = openIn(temporaryFolder());
  const order = database.binaryTable('contextsInOrder');
  database.write(() => order.putSync(Buffer.from('five'), Buffer.alloc(16)));
  expect(() => new StoredErrors(database)).toThrow(StoreFailure);
});

test('what a newer version wrote is left as it is', async () => {
  const folder = temporaryFolder();
  const own = databaseFolder(folder, 'errors');
  const newer = open<string, string>({ path: own, encoding: 'string' });
  await newer.put('format', '2');
  await newer.close();
  expect(() => StoreDatabase.open(folder, 'errors')).toThrow('newer version');
});

test('notes: the newest text by key, as many as there is room for, none that is long or damaged', () => {
  const database = openIn(temporaryFolder());
  const notes = new StoredNotes(database, 10);
  for (let i = 0; i < 12; i++) notes.set(`key ${i % 11}`, `note ${i}`);
  expect(notes.find('key 0')).toBe('note 11');
  expect([notes.find('key 1'), notes.find('key 2')]).toEqual([undefined, 'note 2']);
  notes.set('key 2', 'x'.repeat(100_000));
  expect(notes.find('key 2')).toBe('note 2');
  const table = database.binaryTable('notes');
  database.write(() => table.putSync(keyOf('key 2'), Buffer.from('nonsense')));
  expect(notes.find('key 2')).toBeUndefined();
  notes.set('key 2', 'again');
  expect(notes.find('key 2')).toBe('again');
});

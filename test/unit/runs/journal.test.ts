import { copyFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { RunRow } from '../../../server/src/protocol';
import { Journal } from '../../../server/src/runs/journal';
import { rowsInOrder } from '../../../server/src/runs/rowsInOrder';
import { temporaryFolder } from '../../fixtures/runs/temporaryFolder';
import { all } from './folders';

type TruthOf = (image: string) => string | undefined;
const noTruth: TruthOf = () => undefined;

function row(image: string, more: Partial<RunRow> = {}): RunRow {
  return {
    image,
    bytes: 7,
    modified: '2026-11-23T18:00:00.123Z',
    result: {
      predicted: 'cat',
      labels: [{ label: 'cat', probability: null, error: 0.25, samples: 3, margin: 0 }],
      calibrated: false,
      evaluations: 6,
      remembered: 2,
      seconds: 0.125,
      provider: 'cpu',
    },
    ...more,
  };
}

function failed(image: string): RunRow {
  const { result: _, ...rest } = row(image);
  return { ...rest, failure: { code: 'image-not-decodable', message: `"${image}" is {broken}.` } };
}

async function write(file: string, rows: readonly RunRow[], truthOf = noTruth): Promise<void> {
  const { journal } = await Journal.open(file, truthOf);
  await Promise.all(rows.map((one) => journal.append(one)));
  await journal.close();
}

/** Names that are hard on whoever takes lines and quotes for granted. */
const imageName = fc.oneof(
  fc.constantFrom(
    'a.png',
    'b/c.png',
    '"quoted".png',
    'back\\slash.png',
    'two\nlines.png',
    'é😀.png',
  ),
  fc.string({ minLength: 1, unit: 'binary' }),
);
const anyRow = fc
  .tuple(imageName, fc.boolean(), fc.option(fc.string(), { nil: undefined }))
  .map(([image, isFailed, truth]) => ({
    ...(isFailed ? failed(image) : row(image)),
    ...(truth !== undefined && { truth }),
  }));

/** What a list of rows, each written after the other, comes to. */
function newest(rows: readonly RunRow[]): RunRow[] {
  const byImage = new Map(rows.map((one) => [one.image, one]));
  return [...byImage.keys()].sort().map((image) => byImage.get(image)!);
}

test('rows come back as they were written, the newest of each image, in order of path', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyRow, { maxLength: 20 }), async (rows) => {
      const file = path.join(temporaryFolder(), 'rows.jsonl');
      const { journal } = await Journal.open(file, noTruth);
      await Promise.all(rows.map((one) => journal.append(one)));
      await journal.close();
      expect(await all(rowsInOrder(file))).toEqual(newest(rows));
    }),
    { numRuns: 40 },
  );
});

test('a journal that is cut anywhere reads as the rows up to there, and can be gone on with', async () => {
  const file = path.join(temporaryFolder(), 'rows.jsonl');
  const rows = [row('é.png'), failed('b.png'), row('a.png', { truth: 'dog' }), row('b.png')];
  await write(file, rows, (image) => (image === 'a.png' ? 'dog' : undefined));
  const bytes = readFileSync(file);
  const ends = [...bytes.keys()].filter((at) => bytes[at] === 10);
  expect(ends).toHaveLength(rows.length);
  const cut = `${file}.cut`;
  for (let length = 0; length <= bytes.length; length++) {
    copyFileSync(file, cut);
    truncateSync(cut, length);
    const whole = ends.filter((end) => end < length).length;
    const kept = rows.slice(0, whole);
    expect(await all(rowsInOrder(cut))).toEqual(newest(kept));
    if (length % 37 !== 0) continue;
    await write(cut, [row('new.png')], (image) => (image === 'a.png' ? 'dog' : undefined));
    expect(await all(rowsInOrder(cut))).toEqual(newest([...kept, row('new.png')]));
  }
});

test('a line that is damaged counts for nothing, and what follows it is read', async () => {
  const file = path.join(temporaryFolder(), 'rows.jsonl');
  await write(file, [row('a.png'), row('b.png'), row('c.png')]);
  const lines = readFileSync(file, 'utf8').split('\n');
  lines[1] = '\0'.repeat(lines[1]!.length);
  writeFileSync(file, lines.join('\n'));
  expect((await all(rowsInOrder(file))).map(({ image }) => image)).toEqual(['a.png', 'c.png']);
  const { journal, rows } = await Journal.open(file, noTruth);
  await journal.close();
  expect([...rows.keys()]).toEqual(['a.png', 'c.png']);
});

test('an image that is left out has no row, until it has a new one', async () => {
  const file = path.join(temporaryFolder(), 'rows.jsonl');
  const { journal } = await Journal.open(file, noTruth);
  await journal.append(row('a.png'));
  await journal.append(row('b.png'));
  await journal.leaveOut('a.png');
  expect((await all(rowsInOrder(file))).map(({ image }) => image)).toEqual(['b.png']);
  await journal.append(row('a.png'));
  await journal.close();
  expect((await all(rowsInOrder(file))).map(({ image }) => image)).toEqual(['a.png', 'b.png']);
});

test('stale rows are left out of the file when they are more than half of it', async () => {
  const file = path.join(temporaryFolder(), 'rows.jsonl');
  const names = Array.from({ length: 4_200 }, (_, index) => `${index}.png`);
  for (let times = 0; times < 3; times++)
    await write(
      file,
      names.map((name) => row(name)),
    );
  const before = await all(rowsInOrder(file));
  const { journal, rows } = await Journal.open(file, noTruth);
  await journal.close();
  expect(readFileSync(file, 'utf8').trimEnd().split('\n')).toHaveLength(4_200);
  expect(await all(rowsInOrder(file))).toEqual(before);
  expect(rows.size).toBe(4_200);
});

test('rows get the right label as it is known now', async () => {
  const file = path.join(temporaryFolder(), 'rows.jsonl');
  await write(file, [row('a.png'), failed('b.png')]);
  const { journal } = await Journal.open(file, () => 'cat');
  await journal.close();
  expect((await all(rowsInOrder(file))).map(({ truth }) => truth)).toEqual(['cat', 'cat']);
  await (await Journal.open(file, noTruth)).journal.close();
  expect(await all(rowsInOrder(file))).toEqual([row('a.png'), failed('b.png')]);
});

test('what a journal knows of an image is what decides whether it is done again', async () => {
  const file = path.join(temporaryFolder(), 'rows.jsonl');
  await write(file, [row('a.png'), failed('b.png')]);
  const { journal, rows } = await Journal.open(file, noTruth);
  await journal.close();
  const modified = Date.parse('2026-11-23T18:00:00.123Z');
  const stamp = { bytes: 7, modified, truth: undefined };
  expect(rows.get('a.png')).toEqual({
    ...stamp,
    image: 'a.png',
    evaluations: 6,
    remembered: 2,
    failure: undefined,
  });
  expect(rows.get('b.png')).toMatchObject({ ...stamp, failure: 'image-not-decodable' });
});

test('a journal that cannot be written is a failure that names it', async () => {
  const folder = temporaryFolder();
  const failure = { code: 'file-not-writable', details: { file: folder, reason: 'EISDIR' } };
  await expect(Journal.open(folder, noTruth)).rejects.toMatchObject(failure);
});

test('rows longer than what is read at a time are read whole', async () => {
  const file = path.join(temporaryFolder(), 'rows.jsonl');
  const message = 'long '.repeat(100_000);
  const long = { ...failed('b.png'), failure: { code: 'image-not-decodable', message } };
  await write(file, [row('a.png'), long, row('c.png')]);
  expect(await all(rowsInOrder(file))).toEqual([row('a.png'), long, row('c.png')]);
});

test('where there is no journal there are no rows; what is no file is an error', async () => {
  const folder = temporaryFolder();
  expect(await all(rowsInOrder(path.join(folder, 'rows.jsonl')))).toEqual([]);
  await expect(all(rowsInOrder(folder))).rejects.toMatchObject({ code: 'EISDIR' });
  await expect(all(rowsInOrder(path.join(folder, 'a\0b')))).rejects.toThrow('null bytes');
});

test('a full disk is a failure that names the file, and what was written before is kept', async () => {
  const file = path.join(temporaryFolder(), 'rows.jsonl');
  const { journal } = await Journal.open(file, noTruth);
  await journal.append(row('a.png'));
  const handle = await open(file);
  const full = Object.assign(new Error('no space'), { code: 'ENOSPC' });
  const methods = Object.getPrototypeOf(handle) as typeof handle;
  await handle.close();
  const failure = { code: 'file-not-writable', details: { file, reason: 'ENOSPC' } };
  vi.spyOn(methods, 'datasync').mockRejectedValueOnce(full);
  await expect(journal.sync()).rejects.toMatchObject(failure);
  vi.spyOn(methods, 'appendFile').mockRejectedValueOnce(full);
  onTestFinished(() => void vi.restoreAllMocks());
  await expect(journal.append(row('b.png'))).rejects.toMatchObject(failure);
  await expect(journal.append(row('c.png'))).rejects.toMatchObject(failure);
  await expect(journal.close()).rejects.toMatchObject(failure);
  expect(await all(rowsInOrder(file))).toEqual([row('a.png')]);
});

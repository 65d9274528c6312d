import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import type { RunRow } from '../../../server/src/protocol';
import { Reviews } from '../../../server/src/runs/reviews';
import { goneLine, rowLine } from '../../../server/src/runs/rowLine';
import { RowTable } from '../../../server/src/runs/rowTable';

function row(image: string, code = 'image-not-found'): RunRow {
  const modified = '2026-01-01T00:00:00.000Z';
  return { image, bytes: 1, modified, failure: { code, message: `${image} ü` } };
}

let file: string;
let made: string[];
let table: RowTable<string>;

beforeEach(async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'rows-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  file = path.join(folder, 'rows.jsonl');
  made = [];
  table = new RowTable(file, new Reviews(`${file}.reviews`), ({ image }) => {
    made.push(image);
    return image;
  });
});

const all = () => table.rows(({ facts }) => [...facts].sort());

test('rows are looked up in any order, the newest of each image', async () => {
  await writeFile(file, ['b', 'a', 'c'].map((image) => rowLine(row(image))).join(''));
  await appendFile(file, rowLine(row('a', 'image-over-limit')) + goneLine('c'));
  expect(await table.rows(() => ['b', 'a'])).toEqual([row('b'), row('a', 'image-over-limit')]);
  expect(await all()).toEqual([row('a', 'image-over-limit'), row('b')]);
});

test('what has been read is not read again, and what is new is', async () => {
  await writeFile(file, rowLine(row('a')));
  await Promise.all([all(), all()]);
  await appendFile(file, rowLine(row('b')) + rowLine(row('c')).slice(0, 20));
  expect(await all()).toEqual([row('a'), row('b')]);
  await appendFile(file, rowLine(row('c')).slice(20));
  expect(await all()).toHaveLength(3);
  expect(made).toEqual(['a', 'b', 'c']);
});

test('a file that was written anew is read anew', async () => {
  await writeFile(file, rowLine(row('a')) + rowLine(row('b')));
  expect(await all()).toHaveLength(2);
  await rm(file);
  expect(await all()).toEqual([]);
  await writeFile(file, rowLine(row('c')));
  expect(await all()).toEqual([row('c')]);
  expect((await readFile(file)).length).toBeGreaterThan(0);
});

test('a choice can tell whether anything has changed since the last one', async () => {
  const versions: number[] = [];
  const look = () =>
    table.rows(({ version }) => {
      versions.push(version);
      return [];
    });
  await writeFile(file, rowLine(row('a')));
  await look();
  await look();
  await appendFile(file, rowLine(row('a', 'image-over-limit')));
  await look();
  expect(versions[1]).toBe(versions[0]);
  expect(versions[2]).not.toBe(versions[1]);
});

test('a file that cannot be read is no empty one', async () => {
  table = new RowTable(path.dirname(file), new Reviews(file), ({ image }) => image);
  await expect(all()).rejects.toThrow('EISDIR');
});

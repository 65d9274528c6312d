import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { exportRows, readRows } from '../../../server/src/tables';
import { all } from './all';
import { broken, cat, each, ran } from './rows';

async function exported(ending: string): Promise<string> {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'tables-')), `table${ending}`);
  await exportRows(each([cat('a.png'), broken('b.png')]), ran, file);
  return file;
}

/** Exports, and changes the text. */
async function changed(ending: string, change: (text: string) => string): Promise<string> {
  const file = await exported(ending);
  writeFileSync(file, change(readFileSync(file, 'utf8')));
  return file;
}

test('a table of something else is none of a run', async () => {
  const file = await changed('.jsonl', () => '{"run": "1", "image": "a.png", "labels": "[]"}');
  await expect(all(readRows(file))).rejects.toThrow(
    /is no table of a run: expected what "run --out" writes, but it is without modified, bytes, /,
  );
});

test('labels that somebody has changed are said to be so, with their row', async () => {
  const file = await changed('.csv', (text) => text.replace('"[{', '"[['));
  await expect(all(readRows(file))).rejects.toThrow(
    `${file} row 1 has no JSON in its column "labels": expected a list.`,
  );
});

test('columns that somebody has added, and booleans as a spreadsheet writes them, do no harm', async () => {
  const file = await changed('.csv', (text) =>
    text
      .replace('labels\n', 'labels,note\n')
      .replace(']"\n', ']",look at this\n')
      .replace(/,\n$/, ',,\n')
      .replaceAll('true', 'TRUE'),
  );
  expect(await all(readRows(file))).toEqual([cat('a.png'), broken('b.png')]);
});

test('empty lines do no harm', async () => {
  const file = await changed('.jsonl', (text) => text.replaceAll('\n', '\n\n'));
  expect(await exportRows(each([cat('a.png')]), ran, file)).toEqual({ appended: 0, unchanged: 1 });
  expect(await all(readRows(file))).toEqual([cat('a.png'), broken('b.png')]);
});

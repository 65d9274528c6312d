import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { Failure } from '../../../server/src/failure';
import { readTable } from '../../../server/src/tables';
import { all } from './all';

const folder = mkdtempSync(path.join(tmpdir(), 'tables-'));

async function read(name: string, content: string | Uint8Array): Promise<Record<string, string>[]> {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return all(readTable(file));
}

/** The sentence of the failure, without the folder. */
async function failure(name: string, content: string | Uint8Array): Promise<string> {
  const error = await read(name, content).then(
    () => expect.unreachable(),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(Failure);
  const { code, message, details } = error as Failure;
  expect(code).toBe('file-not-readable');
  expect(details.file).toBe(path.join(folder, name));
  return message.replace(`${folder}${path.sep}`, '');
}

const twoRows = [
  { image: 'a.png', label: 'cat, grey' },
  { image: 'b.png', label: 'dog "Rex"\nof 2' },
];
const quoted = 'image,label\na.png,"cat, grey"\nb.png,"dog ""Rex""\nof 2"\n';

test.each([
  ['commas and quotes', 'a.csv', quoted],
  ['a byte order mark', 'a.csv', `\uFEFF${quoted}`],
  ['no end of the last line', 'a.csv', quoted.trimEnd()],
  ['the names of columns with spaces', 'a.csv', quoted.replace('image,label', 'image, label ')],
  ['semicolons', 'a.csv', 'image;label\na.png;cat, grey\nb.png;"dog ""Rex""\nof 2"\n'],
  ['tabs in .csv', 'a.csv', 'image\tlabel\na.png\tcat, grey\nb.png\t"dog ""Rex""\nof 2"\n'],
  ['tabs', 'a.tsv', 'image\tlabel\na.png\tcat, grey\nb.png\t"dog ""Rex""\nof 2"\n'],
  [
    'an index without a name, of pandas',
    'a.csv',
    ',image,label\n0,a.png,"cat, grey"\n1,b.png,"dog ""Rex""\nof 2"\n',
  ],
  ['empty rows, of spreadsheets', 'a.csv', `${quoted}\n,\n\n,\n`],
  ['JSON lines', 'a.jsonl', twoRows.map((row) => JSON.stringify(row)).join('\n')],
  [
    'JSON lines of Windows',
    'A.NDJSON',
    twoRows.map((row) => `${JSON.stringify(row)}\r\n`).join('\r\n'),
  ],
])('reads a table with %s', async (_, name, content) => {
  expect(await read(name, content)).toEqual(twoRows);
});

test.each(['\r\n', '\r', '\n'])('reads lines that end in %j', async (end) => {
  const rows = await read('lines.csv', ['image,label', 'a,cat', 'b,dog', ''].join(end));
  expect(rows).toEqual([
    { image: 'a', label: 'cat' },
    { image: 'b', label: 'dog' },
  ]);
});

test('reads what Excel calls Unicode text: UTF-16 with a byte order mark', async () => {
  const text = '\uFEFFimage\tlabel\r\nä.png\t猫 🐈\r\n';
  expect(await read('utf16.tsv', Buffer.from(text, 'utf16le'))).toEqual([
    { image: 'ä.png', label: '猫 🐈' },
  ]);
});

test('a separator within quotes does not decide what separates', async () => {
  expect(await read('separators.csv', '"a,b,c";d\n1;2\n')).toEqual([{ 'a,b,c': '1', d: '2' }]);
});

test('a quote within a cell of .tsv is a quote', async () => {
  expect(await read('inches.tsv', 'image\tlabel\na\t5" disk\n')).toEqual([
    { image: 'a', label: '5" disk' },
  ]);
});

test('values of JSON come as text', async () => {
  const line =
    '{"n": 1.5, "b": true, "none": null, "list": [1, "x"], "o": {"p": 2}, "u": "\u2028"}';
  expect(await read('values.jsonl', line)).toEqual([
    { n: '1.5', b: 'true', none: '', list: '[1,"x"]', o: '{"p":2}', u: '\u2028' },
  ]);
});

test('names that objects have by birth are columns as any other', async () => {
  const [row] = await read('proto.csv', '__proto__,constructor\n1,2\n');
  expect(Object.entries(row ?? {})).toEqual([
    ['__proto__', '1'],
    ['constructor', '2'],
  ]);
  const [fromJson] = await read('proto.jsonl', '{"__proto__": "1"}');
  expect(Object.entries(fromJson ?? {})).toEqual([['__proto__', '1']]);
});

test('a table of a header alone has no rows', async () => {
  expect(await read('header.csv', 'image,label\n')).toEqual([]);
  expect(await read('nothing.jsonl', '')).toEqual([]);
});

test.each([
  [
    'few.csv',
    'image,label\na,b\nc\n',
    'few.csv line 3 has one cell: expected 2, as many as the first line names (image, label).',
  ],
  ['many.csv', 'image,label\r\n"a\r\nb",b\r\nc,d,e\r\n', 'many.csv line 4 has 3 cells: expected 2'],
  ['open.csv', 'image,label\na,"b\n', 'has a quote that is never closed'],
  ['closing.csv', 'image,label\na,"b"c\n', 'closing.csv line 2 has a quote within a quoted cell'],
  ['opening.csv', 'image,label\na,b"c\n', 'opening.csv line 2 has a quote within a cell'],
  ['twice.csv', 'image,label,image\n', 'twice.csv line 1 names the column "image" twice'],
  ['empty.csv', '', 'empty.csv is empty'],
  ['long.csv', `image\n"${'x'.repeat(2 ** 22 + 2)}`, 'long.csv line 2 is too long'],
  ['long.jsonl', `{}\n${'x'.repeat(2 ** 22 + 99_999)}`, 'long.jsonl line 2 is too long'],
  ['broken.jsonl', '{"image": "a"}\n\n{"image": \n', 'broken.jsonl line 3 is not JSON'],
  ['list.jsonl', '[1]', 'list.jsonl line 1 is no object'],
  ['null.jsonl', 'null', 'null.jsonl line 1 is no object'],
  ['table.xlsx', '', 'table.xlsx is no table: expected a file that ends in .csv, .tsv, .jsonl'],
])('says what is wrong with %s', async (name, content, message) => {
  expect(await failure(name, content)).toContain(message);
});

test('says which line is of another encoding than UTF-8', async () => {
  const text = 'image,label\na.png,cat\nb.png,K\xe4tzchen\n';
  expect(await failure('latin1.csv', Buffer.from(text, 'latin1'))).toMatch(
    /^latin1\.csv line 3 is not UTF-8 text: expected .* "CSV UTF-8"/,
  );
  const cut = Buffer.from('image\nä').subarray(0, -1);
  expect(await failure('cut.csv', cut)).toMatch(/^cut\.csv line 2 is not UTF-8 text/);
});

test('says that a file is not there, or is a folder', async () => {
  const missing = path.join(folder, 'missing.csv');
  await expect(all(readTable(missing))).rejects.toThrow(
    `${missing} cannot be read (ENOENT): expected a file that exists and may be read.`,
  );
});

test('reading may end early', async () => {
  const file = path.join(folder, 'long.csv');
  writeFileSync(file, `image\n${'a.png\n'.repeat(200_000)}`);
  for await (const row of readTable(file)) {
    expect(row).toEqual({ image: 'a.png' });
    break;
  }
});

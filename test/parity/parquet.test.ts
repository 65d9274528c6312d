import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { exportRows, readTable } from '../../server/src/tables';
import { all } from '../unit/tables/all';
import { broken, cat, each, label, ran } from '../unit/tables/rows';

const golden = path.join(__dirname, 'golden');

function newFile(): string {
  return path.join(mkdtempSync(path.join(tmpdir(), 'parquet-')), 'table.parquet');
}

const best = label('"猫" 🐈\n', 0.1, 0);
const none = { ...label('none of these', null, 1e-7), none: true as const };
const rows = [
  cat('a.png'),
  broken('ä/🐈\n"b".png'),
  cat('c.png', {
    bytes: 2 ** 40,
    modified: '1999-12-31T23:59:59.999Z',
    truth: 'dog',
    result: {
      predicted: best.label,
      labels: [best, none],
      calibrated: true,
      evaluations: 2_000_000_000,
      remembered: 3,
      seconds: 1 / 3,
    },
  }),
];

test('pyarrow reads in a Parquet file of ours what is in it, with the types that are documented', async () => {
  const file = newFile();
  await exportRows(each(rows), ran, file);
  const base64 = readFileSync(file, 'base64').replace(/.{76}/g, '$&\n');
  await expect(`${base64}\n`).toMatchFileSnapshot(path.join(golden, 'runs-parquet.txt'));

  const read = JSON.parse(readFileSync(path.join(golden, 'parquet.json'), 'utf8'));
  expect(read.schema).toMatchObject({
    run: 'string',
    modified: 'timestamp[ms, tz=UTC]',
    bytes: 'int64',
    correct: 'bool',
    probability: 'double',
    evaluations: 'int32',
    decided: 'bool',
    labels:
      'list<element: struct<label: string, probability: double, error: double, samples: int32, margin: double, none: bool> not null>',
  });
  expect(read.nullable).not.toContain('image');
  expect(read.dictionaries).toEqual(expect.arrayContaining(['run', 'truth', 'predicted', 'model']));
  expect(read.rows).toMatchObject([
    { image: 'a.png', correct: true, decided: true, failure_code: null },
    { image: 'ä/🐈\n"b".png', truth: null, correct: null, evaluations: null, labels: null },
    {
      bytes: 2 ** 40,
      modified: '1999-12-31T23:59:59.999000+00:00',
      correct: false,
      probability: 0.1,
      second_probability: null,
      evaluations: 2_000_000_000,
      seconds: 1 / 3,
      decided: null,
      labels: [{ ...best, none: null }, none],
    },
  ]);
  expect(Object.keys(read.rows[0])).toEqual(Object.keys((await all(readTable(file)))[0] ?? {}));
});

test('a Parquet file of pyarrow is read as any table', async () => {
  const file = newFile();
  const base64 = readFileSync(path.join(golden, 'pyarrow-parquet.txt'), 'utf8');
  writeFileSync(file, Buffer.from(base64, 'base64'));
  expect(await all(readTable(file))).toEqual([
    {
      image: 'a.png',
      label: 'cat',
      when: '2026-11-23T00:00:00.000Z',
      count: '1099511627776',
      share: '0.1',
      right: 'true',
      labels: '[{"label":"cat","samples":1099511627776}]',
    },
    { image: 'ä/🐈.png', label: '', when: '', count: '0', share: '', right: 'false', labels: '[]' },
    { image: '"\n', label: 'cat', when: '', count: '-1', share: '1e-7', right: '', labels: '' },
  ]);
});

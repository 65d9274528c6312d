import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readGroundTruth } from '../../../server/src/groundTruth';
import type { RunRow } from '../../../server/src/protocol';
import { exportReviews, readTable } from '../../../server/src/tables';
import { temporaryFolder } from '../../fixtures/runs/temporaryFolder';
import { all } from './all';
import { broken, cat, each } from './rows';

const reviewed = '2026-11-23T18:00:00.123Z';
const by = (row: RunRow, label: string | null): RunRow => ({ ...row, review: { label, reviewed } });

const rows: RunRow[] = [
  by(cat('a.png', { truth: 'dog' }), 'cat'),
  by(broken('b.png'), '=cmd, "x"'),
  by(cat('c.png'), null),
  cat('d.png'),
];

test('images that have a label by review are written, others are not', async () => {
  const file = path.join(temporaryFolder(), 'labels.csv');
  expect(await exportReviews(each(rows), file)).toEqual({ images: 2 });
  expect(readFileSync(file, 'utf8')).toBe(
    [
      '\uFEFFimage,label,predicted,probability,truth_before,reviewed',
      `a.png,cat,cat,0.75,dog,${reviewed}`,
      `b.png,"'=cmd, ""x""",,,,${reviewed}`,
      '',
    ].join('\n'),
  );
});

test('as JSON lines, with what is unknown as null', async () => {
  const file = path.join(temporaryFolder(), 'labels.jsonl');
  await exportReviews(each(rows), file);
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { image: 'a.png', label: 'cat', truth_before: 'dog' },
    { image: 'b.png', label: '=cmd, "x"', predicted: null, probability: null, reviewed },
  ]);
});

test.each(['.csv', '.jsonl'])(
  'a table %s is read as right labels, without a word',
  async (ending) => {
    const folder = temporaryFolder();
    for (const name of ['a.png', 'b.png']) writeFileSync(path.join(folder, name), name);
    const table = path.join(temporaryFolder(), `labels${ending}`);
    await exportReviews(each(rows), table);
    const truth = await readGroundTruth(folder, { table }, ['cat', '=cmd, "x"']);
    expect(truth!.labelOf('a.png')).toBe('cat');
    expect(truth!.labelOf('b.png')).toBe('=cmd, "x"');
  },
);

test('a file of that name is replaced as a whole, a link stays one, and no part is left', async () => {
  const folder = temporaryFolder();
  const file = path.join(folder, 'labels.csv');
  const link = path.join(folder, 'link.csv');
  writeFileSync(file, 'x\n'.repeat(1_000));
  symlinkSync(file, link);
  await exportReviews(each(rows), link);
  expect(await all(readTable(file))).toHaveLength(2);
  expect(readdirSync(folder)).toEqual(['labels.csv', 'link.csv']);
});

test('a failure leaves the file as it was', async () => {
  const folder = temporaryFolder();
  const file = path.join(folder, 'labels.csv');
  writeFileSync(file, 'precious');
  async function* ends(): AsyncGenerator<RunRow> {
    yield rows[0]!;
    throw new Error('the rows end');
  }
  await expect(exportReviews(ends(), file)).rejects.toThrow('the rows end');
  expect(readFileSync(file, 'utf8')).toBe('precious');
  expect(readdirSync(folder)).toEqual(['labels.csv']);
});

test.each([
  ['labels.parquet', 'expected a file that ends in .csv or .jsonl'],
  ['no folder/labels.csv', 'cannot be written (ENOENT)'],
])('%s cannot be written', async (name, why) => {
  const file = path.join(temporaryFolder(), name);
  await expect(exportReviews(each(rows), file)).rejects.toMatchObject({
    code: 'file-not-writable',
    message: expect.stringContaining(why),
    details: { file },
  });
  expect(existsSync(file)).toBe(false);
});

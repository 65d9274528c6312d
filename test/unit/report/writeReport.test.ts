import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { runReport, writeReport } from '../../../server/src/report';
import { temporaryFolder } from '../../fixtures/runs/temporaryFolder';
import { answer, inTurn, rowOf, summaryOf } from './makeRows';

const rows = [
  rowOf('cat/1.png', 'cat', answer({ cat: 0.9, dog: 0.1 })),
  rowOf('dog/2.png', 'dog', answer({ cat: 0.8, dog: 0.2 })),
];
const report = await runReport(inTurn(rows), summaryOf(['cat', 'dog']));

test('a page is written with its charts beside it, in place of what was there', async () => {
  const folder = temporaryFolder();
  const page = path.join(folder, 'my report.md');
  writeFileSync(page, 'old');
  const files = await writeReport(report, page);
  expect(files).toEqual([
    page,
    path.join(folder, 'my report-confusion.svg'),
    path.join(folder, 'my report-reliability.svg'),
  ]);
  expect(readFileSync(page, 'utf8')).toContain('![Confusion matrix](<my report-confusion.svg>)');
  for (const chart of files.slice(1)) expect(readFileSync(chart, 'utf8')).toMatch(/^<svg/);
  expect(readdirSync(folder)).toHaveLength(3);
});

test('without right labels there is nothing to draw', async () => {
  const folder = temporaryFolder();
  const page = path.join(folder, 'report.md');
  const unknown = await runReport(inTurn(rows), { ...summaryOf(['cat']), groundTruth: 'none' });
  expect(await writeReport(unknown, page)).toEqual([page]);
});

test.each([
  ['report.pdf', 'expected a file that ends in .md'],
  ['no folder/report.md', 'cannot be written (ENOENT)'],
  ['folder.md', 'cannot be written (EISDIR)'],
])('%s cannot be written', async (name, why) => {
  const folder = temporaryFolder();
  mkdirSync(path.join(folder, 'folder.md'));
  await expect(writeReport(report, path.join(folder, name))).rejects.toMatchObject({
    code: 'file-not-writable',
    message: expect.stringContaining(why),
  });
});

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { writeReport } from '../../../server/src/cli/reportFile';
import { reportText } from '../../../server/src/cli/reportText';
import { runReport } from '../../../server/src/report';
import { answer, failed, inTurn, rowOf, summaryOf } from '../report/makeRows';

const folder = mkdtempSync(path.join(tmpdir(), 'report-'));
afterAll(() => rmSync(folder, { recursive: true }));

const rows = [
  rowOf('cat/1.png', 'cat', answer({ cat: 0.9, dog: 0.1 })),
  rowOf('cat/2.png', 'cat', answer({ dog: 0.8, cat: 0.2 })),
  rowOf('dog/3.png', 'dog', answer({ dog: 0.8, cat: 0.2 })),
  failed('dog/4.png', 'image-not-decodable', 'dog/4.png is cut.'),
];
const report = await runReport(inTurn(rows), summaryOf(['cat', 'dog']));

test('the terminal gets aligned tables', () => {
  const text = reportText(report);
  expect(text).toContain(
    [
      'images             3 classified; 1 failed',
      'right              66.7% (20.8 to 93.9), 2 of 3',
    ].join('\n'),
  );
  expect(text).toContain(
    [
      'Labels',
      '  label  images  predicted               precision                  recall     F1',
      '  cat         2          1  100.0% (20.7 to 100.0)     50.0% (9.5 to 90.5)  66.7%',
      '  dog         1          2     50.0% (9.5 to 90.5)  100.0% (20.7 to 100.0)  66.7%',
    ].join('\n'),
  );
  expect(text).toContain('Failed: 1 image-not-decodable\n');
});

test('of a thousand labels it shows those that need a look', async () => {
  const labels = Array.from({ length: 1_000 }, (_, index) => `label ${index}`);
  const made = labels.map((label, index) =>
    rowOf(
      label,
      label,
      answer({ [index === 500 ? 'label 0' : label]: 0.9, [`not ${index}`]: 0.1 }),
    ),
  );
  const text = reportText(await runReport(inTurn(made), summaryOf(labels)));
  expect(text).toContain('Labels (the lowest F1, 25 of 1,000)\n');
  expect(text).toMatch(/F1\n {2}label 500 /);
  expect(text.split('\n').length).toBeLessThan(50);
});

test('a page has its charts beside it', async () => {
  const notes = await writeReport(report, path.join(folder, 'run 1.md'));
  expect(readdirSync(folder).sort()).toEqual([
    'run 1-confusion.svg',
    'run 1-reliability.svg',
    'run 1.md',
  ]);
  const page = readFileSync(path.join(folder, 'run 1.md'), 'utf8');
  for (const [, file] of page.matchAll(/!\[[^\]]*\]\(<([^>]*)>\)/g)) {
    expect(readFileSync(path.join(folder, file!), 'utf8')).toMatch(/^<svg /);
  }
  expect(page.match(/!\[/g)).toHaveLength(2);
  expect(notes.join()).toContain('with run 1-confusion.svg and run 1-reliability.svg beside it');
});

test('a run without right labels has a page without charts', async () => {
  const none = await runReport(inTurn(rows), summaryOf(['cat', 'dog'], { groundTruth: 'none' }));
  const file = path.join(folder, 'none.md');
  expect(await writeReport(none, file)).toEqual([`${file}: the report`]);
  expect(readFileSync(file, 'utf8')).not.toContain('![');
});

test('a model that is not calibrated has no reliability diagram', async () => {
  const made = [rowOf('1.png', 'cat', answer({ cat: null, dog: null }))];
  const file = path.join(folder, 'plain.md');
  await writeReport(await runReport(inTurn(made), summaryOf(['cat', 'dog'])), file);
  expect(readFileSync(file, 'utf8').match(/!\[/g)).toHaveLength(1);
});

test('JSON is the whole report', async () => {
  const file = path.join(folder, 'run.json');
  await writeReport(report, file);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(report);
});

test('a file that cannot be written is named', async () => {
  await expect(writeReport(report, path.join(folder, 'no', 'run.json'))).rejects.toMatchObject({
    code: 'options-invalid',
  });
});

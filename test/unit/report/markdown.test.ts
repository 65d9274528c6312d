import { expect, test } from 'vitest';
import type { RunRow, RunSummary } from '../../../server/src/protocol';
import { runReport } from '../../../server/src/report';
import { reportMarkdown } from '../../../server/src/report/markdown';
import { answer, failed, inTurn, rowOf, summaryOf } from './makeRows';

async function page(rows: RunRow[], summary: RunSummary): Promise<string> {
  return reportMarkdown(await runReport(inTurn(rows), summary));
}

const rows = [
  rowOf('cat/1.png', 'cat', answer({ cat: 0.9, dog: 0.1 })),
  rowOf('cat/2.png', 'cat', answer({ dog: 0.999_999, cat: 0.000_001 })),
  rowOf('dog/3.png', 'dog', answer({ dog: 0.8, cat: 0.2 })),
  rowOf('dog/4.png', 'dog', answer({ 'none of these': 0.6, dog: 0.4 }, { decided: false })),
];

test('figures, the matrix, labels, confusions and doubtful labels, each in its table', async () => {
  expect(await page(rows, summaryOf(['cat', 'dog']))).toBe(`# pets

|  |  |
|---|---|
| folder | /data/pets |
| model | everyday-32 |
| labels | cat, dog |
| images | 4 classified |
| right | 50.0% (15.0 to 85.0), 2 of 4 |
| mean of labels | precision 75.0%, recall 50.0%, F1 58.3% |
| calibration error | 0.475 (0.150 to 0.800); chance alone: 0.245, up to 0.375 |
| evaluations | mean 100, median 100 |
| seconds | mean 0.5, median 0.5 |
| undecided races | 1 of 4 |

## Confusion matrix

| right ↓ predicted → | cat | dog | none of these |
|---|---|---|---|
| cat | 1 | 1 |  |
| dog |  | 1 | 1 |

## Labels

| label | images | predicted | precision | recall | F1 |
|---|---|---|---|---|---|
| cat | 2 | 1 | 100.0% (20.7 to 100.0) | 50.0% (9.5 to 90.5) | 66.7% |
| dog | 2 | 2 | 50.0% (9.5 to 90.5) | 50.0% (9.5 to 90.5) | 50.0% |

## Confusions

| right label | predicted | images | of the label |
|---|---|---|---|
| cat | dog | 1 | 50.0% |
| dog | none of these | 1 | 50.0% |

## Labels that may be wrong

| image | its label | predicted | p predicted | p of its label | margin |
|---|---|---|---|---|---|
| cat/2.png | cat | dog | 100.0% | \\<0.001% | 0.00100 |
| dog/4.png | dog | none of these | 60.0% | 40% | 0.00100 |

Intervals are Wilson’s, at 95%. Labels that may be wrong are ordered by the margin: how much larger the error of the label that an image has is than that of the one predicted.
`);
});

test('without right labels it says what was predicted', async () => {
  const summary = summaryOf(['cat', 'dog'], { groundTruth: 'none', state: 'paused' });
  const text = await page(
    [...rows, failed('x.png', 'image-not-decodable', 'x.png is cut.')],
    summary,
  );
  expect(text).toContain('| state | paused |');
  expect(text).toContain('| images | 4 classified; 1 failed |');
  expect(text).toContain('## Predicted\n\n| label | images |\n|---|---|\n| dog | 2 |');
  expect(text).toContain('## Failed: 1 image-not-decodable');
  expect(text).toContain('| image-not-decodable | x.png | x.png is cut. |');
  expect(text).not.toMatch(/Labels that may|Confusion|Intervals/);
});

test('what is not counted is said', async () => {
  const others = 'abcdefg'
    .split('')
    .map((label) => rowOf(label, label, answer({ cat: 1, dog: 0 })));
  const unknown = rowOf('x.png', undefined, answer({ cat: 1, dog: 0 }));
  const text = await page([...rows, ...others, unknown], summaryOf(['cat', 'dog']));
  expect(text).toContain(
    '| not counted | 7 whose right label was not asked about: a, b, c, d, e, ... |',
  );
  expect(text).toContain('| not counted | 1 whose right label is not known |');
});

test('names cannot break a table or make a link', async () => {
  const label = 'a|b*c_d`e<f>[g](h)\ni\\j';
  const text = await page(
    [rowOf('x', label, answer({ dog: 0.9, [label]: 0.1 }))],
    summaryOf([label, 'dog']),
  );
  const escaped = 'a\\|b\\*c\\_d\\`e\\<f\\>\\[g\\](h) i\\\\j';
  expect(text).toContain(`| labels | ${escaped}, dog |`);
  expect(text).toContain(`| ${escaped} | dog | 1 | 100.0% |`);
});

test('charts are shown where they are given', async () => {
  const report = await runReport(inTurn(rows), summaryOf(['cat', 'dog']));
  expect(reportMarkdown(report, [{ alt: 'Confusion matrix', file: 'my run.svg' }])).toContain(
    '\n\n![Confusion matrix](<my run.svg>)\n\n## Confusion matrix',
  );
});

test('of many labels the matrix is left to the chart, and the labels are counted', async () => {
  const labels = Array.from({ length: 21 }, (_, index) => `label ${index}`);
  const made = labels.map((label) => rowOf(label, label, answer({ [label]: 0.9, other: 0.1 })));
  const text = await page(made, summaryOf(labels));
  expect(text).toContain('| labels | 21 |');
  expect(text).not.toContain('## Confusion matrix');
});

test('a run of which nothing is done says so', async () => {
  const text = await page([], summaryOf(['cat', 'dog'], { state: 'paused' }));
  expect(text).toContain('| images | 0 classified |');
  expect(text).not.toMatch(/right|calibration|seconds|##/);
});

test('a label that was never predicted, and one without images, have no figures that are made up', async () => {
  const made = [rowOf('1.png', 'cat', answer({ dog: 0.9, cat: 0.1 }))];
  const text = await page(made, summaryOf(['cat', 'dog', 'fox']));
  expect(text).toContain('| mean of labels | recall 0.0%, F1 0.0% |');
  expect(text).toContain('| cat | 1 | 0 |  | 0.0% (0.0 to 79.3) | 0.0% |');
  expect(text).toContain('| dog | 0 | 1 | 0.0% (0.0 to 79.3) |  | 0.0% |');
  expect(text).toContain('| fox | 0 | 0 |  |  |  |');
});

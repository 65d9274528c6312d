import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Share } from '../../server/src/protocol';
import { runReport } from '../../server/src/report';
import { answer, inTurn, rowOf, summaryOf } from '../unit/report/makeRows';

type GoldenShare = [count: number, of: number, low: number, high: number] | null;

/** Made by make_report.py with scikit-learn and scipy. */
const golden: {
  labels: string[];
  rows: [truth: string, predicted: string, probability: number][];
  accuracy: GoldenShare;
  macro: (number | null)[];
  perLabel: {
    label: string;
    precision: GoldenShare;
    recall: GoldenShare;
    figures: (number | null)[];
    support: number;
  }[];
  matrix: number[][];
  bins: [answers: number, confidence: number, accuracy: number][];
  calibrationError: number;
} = JSON.parse(readFileSync(path.join(__dirname, 'golden/report.json'), 'utf8'));

const rows = golden.rows.map(([truth, predicted, probability], index) =>
  rowOf(`${index}.png`, truth, answer({ [predicted]: probability, [`not ${predicted}`]: 0 })),
);
const report = await runReport(inTurn(rows), summaryOf(golden.labels));
const measured = report.measured!;

function close(figures: (number | null)[]): unknown[] {
  return figures.map((figure) => (figure === null ? null : expect.closeTo(figure, 12)));
}

function same(share: Share | null, expected: GoldenShare): void {
  const [count, of, ...ends] = expected ?? [];
  if (!expected) expect(share).toBeNull();
  else expect(share).toMatchObject({ count, of, share: count! / of!, interval: close(ends) });
}

test('accuracy, and the means over labels', () => {
  same(measured.accuracy, golden.accuracy);
  const { precision, recall, f1 } = measured.macro;
  expect([precision, recall, f1]).toEqual(close(golden.macro));
});

test.each(golden.perLabel)(
  'figures of $label',
  ({ label, precision, recall, figures, support }) => {
    const found = measured.perLabel.find((report) => report.label === label)!;
    same(found.precision, precision);
    same(found.recall, recall);
    expect([found.precision?.share ?? null, found.recall?.share ?? null, found.f1]).toEqual(
      close(figures),
    );
    expect(found.support).toBe(support);
  },
);

test('the confusion matrix', () => {
  const all = [...golden.labels, 'none of these'];
  const expected = golden.matrix.flatMap((row, truth) =>
    row.flatMap((images, predicted) =>
      images === 0 ? [] : [{ truth: all[truth], predicted: all[predicted], images }],
    ),
  );
  expect(measured.confusion).toEqual(expected);
});

test('bins of like confidence, and the calibration error', () => {
  const { bins, error } = measured.calibration!;
  expect(bins.map(({ answers, confidence, accuracy }) => [answers, confidence, accuracy])).toEqual(
    golden.bins.map(([answers, ...figures]) => [answers, ...close(figures)]),
  );
  expect(error).toBeCloseTo(golden.calibrationError, 12);
});

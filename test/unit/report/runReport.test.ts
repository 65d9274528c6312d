import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RunRow } from '../../../server/src/protocol';
import { runReport } from '../../../server/src/report';
import { answer, failed, inTurn, rowOf, summaryOf } from './makeRows';

const labels = ['cat', 'dog', 'fox'];

/** Any rows: right labels that are known or not, that were not asked about; failures. */
const anyRow = fc.record({
  truth: fc.constantFrom(...labels, 'owl', undefined),
  predicted: fc.constantFrom(...labels, 'none of these'),
  probability: fc.double({ min: 0, max: 1, noNaN: true }),
  margin: fc.double({ min: 0, max: 0.01, noNaN: true }),
  evaluations: fc.integer({ min: 1, max: 1_000 }),
  seconds: fc.double({ min: 0, max: 10, noNaN: true }),
  decided: fc.constantFrom(true, false, undefined),
  failure: fc.constantFrom(
    undefined,
    undefined,
    undefined,
    'image-not-decodable',
    'image-over-limit',
  ),
});

const anyRows = fc.array(anyRow, { maxLength: 80 }).map((made) =>
  made.map(({ truth, predicted, probability, margin, failure, decided, ...figures }, index) => {
    if (failure !== undefined) return failed(`${index}.png`, failure);
    const { decided: _, ...result } = answer(
      { [predicted]: probability, ...(truth !== undefined && { [truth]: probability / 2 }) },
      figures,
    );
    for (const label of result.labels) label.margin = label.label === predicted ? 0 : margin;
    return rowOf(`${index}.png`, truth, { ...result, ...(decided !== undefined && { decided }) });
  }),
);

const reportOf = (rows: readonly RunRow[]) => runReport(inTurn(rows), summaryOf(labels));

test('every image is counted once', async () => {
  await fc.assert(
    fc.asyncProperty(anyRows, async (rows) => {
      const report = await reportOf(rows);
      const { measured } = report;
      const sum = (counts: readonly { images: number }[]) =>
        counts.reduce((total, { images }) => total + images, 0);
      expect(report.images).toBe(rows.length);
      expect(report.classified + report.failed).toBe(rows.length);
      expect(sum(report.failures)).toBe(report.failed);
      expect(sum(report.predicted)).toBe(report.classified);
      expect(measured!.judged + sum(measured!.notAsked) + measured!.unknown).toBe(
        report.classified,
      );
      expect(sum(measured!.confusion)).toBe(measured!.judged);
    }),
  );
});

test('precision, recall and F1 are what the confusion matrix says', async () => {
  await fc.assert(
    fc.asyncProperty(anyRows, async (rows) => {
      const { perLabel, confusion, accuracy, labelErrors, judged } = (await reportOf(rows))
        .measured!;
      const count = (truth: string | undefined, predicted: string | undefined) =>
        confusion
          .filter((cell) => truth === undefined || cell.truth === truth)
          .filter((cell) => predicted === undefined || cell.predicted === predicted)
          .reduce((total, { images }) => total + images, 0);
      for (const { label, support, predicted, precision, recall, f1 } of perLabel) {
        const right = count(label, label);
        expect([support, predicted]).toEqual([count(label, undefined), count(undefined, label)]);
        expect(recall?.share).toBe(support === 0 ? undefined : right / support);
        expect(precision?.share).toBe(predicted === 0 ? undefined : right / predicted);
        if (precision && recall && right > 0) {
          expect(1 / f1!).toBeCloseTo((1 / precision.share + 1 / recall.share) / 2, 9);
        } else expect(f1).toBe(support + predicted === 0 ? null : 0);
      }
      const right = labels.reduce((total, label) => total + count(label, label), 0);
      expect(accuracy?.count).toBe(judged === 0 ? undefined : right);
      expect(labelErrors.candidates).toBe(judged - right);
    }),
  );
});

test('the order of rows does not show, to the last digit', async () => {
  const shuffled = anyRows.chain((rows) =>
    fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length })),
  );
  await fc.assert(
    fc.asyncProperty(shuffled, async ([rows, again]) => {
      expect(await reportOf(again)).toEqual(await reportOf(rows));
    }),
  );
});

test('a report is plain JSON', async () => {
  await fc.assert(
    fc.asyncProperty(anyRows, async (rows) => {
      const report = await reportOf(rows);
      expect(JSON.parse(JSON.stringify(report))).toEqual(report);
    }),
  );
});

test('a small run, by hand', async () => {
  const rows = [
    rowOf('1.png', 'cat', answer({ cat: 0.9, dog: 0.1 }, { evaluations: 10, seconds: 1 })),
    rowOf('2.png', 'cat', answer({ dog: 0.8, cat: 0.2 }, { evaluations: 20, seconds: 2 })),
    rowOf('3.png', 'dog', answer({ dog: 0.7, cat: 0.3 }, { evaluations: 40, remembered: 40 })),
    rowOf('4.png', 'owl', answer({ cat: 0.6, dog: 0.4 }, { evaluations: 50, decided: false })),
    rowOf('5.png', undefined, answer({ fox: 0.6, dog: 0.4 }, { evaluations: 1_000 })),
    failed('6.png', 'image-not-decodable'),
  ];
  const report = await reportOf(rows);
  expect(report).toMatchObject({
    ...{ run: '0123456789abcdef', folder: '/data/pets', model: 'everyday-32', state: 'done' },
    ...{ images: 6, classified: 5, failed: 1, remembered: 40 },
    failures: [
      {
        code: 'image-not-decodable',
        images: 1,
        examples: [{ image: '6.png', message: '6.png failed.' }],
      },
    ],
    predicted: [
      { label: 'cat', images: 2 },
      { label: 'dog', images: 2 },
      { label: 'fox', images: 1 },
    ],
    undecided: { count: 1, of: 5, share: 0.2 },
    evaluations: { mean: 224, median: 40, total: 1_120 },
    seconds: { mean: 0.9, median: 0.5, total: 4.5 },
    measured: {
      ...{ groundTruth: 'folders', judged: 3, unknown: 1 },
      notAsked: [{ label: 'owl', images: 1 }],
      accuracy: { count: 2, of: 3 },
      macro: { precision: 0.75, recall: 0.75, f1: 2 / 3 },
      confusion: [
        { truth: 'cat', predicted: 'cat', images: 1 },
        { truth: 'cat', predicted: 'dog', images: 1 },
        { truth: 'dog', predicted: 'dog', images: 1 },
      ],
    },
  });
  // Confidences 0.9 and 0.7 that are right, 0.8 that is not, each in a bin of its own.
  expect(report.measured!.calibration!.error).toBeCloseTo((0.1 + 0.3 + 0.8) / 3, 12);
});

test('without right labels nothing is measured', async () => {
  const rows = [rowOf('1.png', undefined, answer({ cat: 0.9, dog: 0.1 }))];
  const report = await runReport(inTurn(rows), summaryOf(labels, { groundTruth: 'none' }));
  expect(report).toMatchObject({ measured: null, predicted: [{ label: 'cat', images: 1 }] });
});

test('of no images there are no figures', async () => {
  expect(await reportOf([])).toMatchObject({
    ...{ images: 0, evaluations: null, seconds: null, undecided: null },
    measured: { accuracy: null, calibration: null, macro: { f1: null }, confusion: [] },
  });
});

test('of failures for one reason the first are named, and all are counted', async () => {
  const name = (index: number) => `${String(index).padStart(4, '0')}.png`;
  const rows = Array.from({ length: 500 }, (_, index) =>
    failed(name(499 - index), index % 5 === 0 ? 'image-over-limit' : 'image-not-decodable'),
  );
  const [most, fewer] = (await reportOf(rows)).failures;
  expect(most).toMatchObject({ code: 'image-not-decodable', images: 400 });
  expect(fewer).toMatchObject({ code: 'image-over-limit', images: 100 });
  expect(most!.examples.slice(0, 3).map(({ image }) => image)).toEqual([0, 1, 2].map(name));
  expect(most!.examples).toHaveLength(20);
});

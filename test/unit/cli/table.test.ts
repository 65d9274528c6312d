import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bar, resultTable } from '../../../server/src/cli/table';
import type { ClassifyResult, Decision } from '../../../server/src/protocol';

const result: ClassifyResult = {
  image: 'cat.jpg',
  model: 'everyday-32',
  predicted: 'cat',
  labels: [
    { label: 'cat', probability: 0.75, error: 0.05, samples: 48, margin: 0 },
    { label: 'dog', probability: 0.25, error: 0.051, samples: 48, margin: 0.001 },
  ],
  calibrated: true,
  evaluations: 96,
  seconds: 0.5,
};

test('a calibrated result shows percentages', () => {
  expect(resultTable(result)).toContain('75.0%');
  expect(resultTable(result)).toContain('96 evaluations in 0.50 s with everyday-32');
});

test('what is remembered is said', () => {
  const text = resultTable({ ...result, remembered: 90 });
  expect(text).toContain('96 evaluations (90 of them remembered) in 0.50 s');
});

const decision = { rule: 'exact', delta: 0.05, grid: 250, decided: true, inRace: ['cat'] } as const;

test.each<[Decision, string]>([
  [
    { ...decision, inRace: ['cat'] },
    'with probability 95% or more, over the order of samples, the winner of all 250\n',
  ],
  [
    { ...decision, inRace: ['cat'], rule: 'approximate', delta: 0.001 },
    'with probability about 99.9%, over the order of samples, the winner of all 250 (approximate)',
  ],
  [
    { ...decision, decided: false, inRace: ['cat', 'dog', 'ship'] },
    'undecided: cat, dog and ship are still in the race',
  ],
  [
    { ...decision, decided: false, inRace: Array.from({ length: 12 }, (_, i) => `l${i}`) },
    'undecided: l0, l1, l2, l3, l4, l5, l6, l7, l8 and l9 (and 2 more) are still in the race',
  ],
  [{ ...decision, inRace: ['cat'], grid: 48 }, 'the winner of all 48 samples'],
  [{ ...decision, inRace: ['cat'], boundExceeded: true }, 'nothing is guaranteed'],
])('a race says what it promises: %j', (given, words) => {
  expect(resultTable({ ...result, decision: given })).toContain(words);
});

test('nothing is certain, and nothing impossible', () => {
  const labels = result.labels.map((label, index) => ({ ...label, probability: 1 - index }));
  const text = resultTable({ ...result, labels });
  expect(text).toContain('>99.9%');
  expect(text).toContain('<0.1%');
});

test('a result without calibration shows no percentage, but how far behind each label is', () => {
  const labels = result.labels.map((label) => ({ ...label, probability: null }));
  const text = resultTable({ ...result, labels, calibrated: false });
  expect(text).not.toContain('%');
  expect(text).toContain('+1.00e-3');
  expect(text).toContain('not calibrated');
});

test('only the first ten of many labels are listed, and the rest is counted', () => {
  const labels = Array.from({ length: 25 }, (_, index) => ({
    label: `label ${index}`,
    probability: 0.04,
    error: 0.05,
    samples: 1,
    margin: 0,
  }));
  const text = resultTable({ ...result, labels });
  expect(text).toContain('label 9 ');
  expect(text).not.toContain('label 10');
  expect(text).toContain('and 15 more');
});

test('a bar always has the same width', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true }), (share) => {
      expect([...bar(share)]).toHaveLength(24);
    }),
  );
});

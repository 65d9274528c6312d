import { expect, test } from 'vitest';
import {
  badge,
  errorMargin,
  fractionDone,
  labelScore,
  percent,
  tally,
  topLabels,
} from '../../../client/src/scores';
import type { ClassifyResult } from '../../../server/src/protocol';

function result(
  labels: readonly [label: string, probability: number | null, error: number][],
): ClassifyResult {
  return {
    image: 'file:///cat.jpg',
    model: 'everyday-32',
    predicted: labels[0]![0],
    labels: labels.map(([label, probability, error]) => ({
      label,
      probability,
      error,
      samples: 48,
      margin: error - labels[0]![2],
    })),
    calibrated: labels[0]![1] !== null,
    evaluations: 480,
    seconds: 0.8,
  };
}

const calibrated = result([
  ['cat', 0.97, 0.01],
  ['dog', 0.02, 0.011],
  ['deer', 0.01, 0.012],
]);
const uncalibrated = result([
  ['cat', null, 0.01],
  ['dog', null, 0.0102],
  ['deer', null, 0.012],
]);

test('no image is called certain, and no label impossible', () => {
  expect(percent(0)).toBe('<1%');
  expect(percent(0.005)).toBe('1%');
  expect(percent(0.414)).toBe('41%');
  expect(percent(0.994)).toBe('99%');
  expect(percent(0.9999)).toBe('>99%');
});

test('labels show probabilities, or ranks where the model is not calibrated', () => {
  expect(topLabels(calibrated, 2)).toEqual(['cat 97%', 'dog 2%']);
  expect(topLabels(uncalibrated, 2)).toEqual(['1. cat', '2. dog']);
  expect(topLabels(uncalibrated, 9)).toHaveLength(3);
  expect(labelScore(uncalibrated.labels[0]!)).toBe('cat');
});

test('the margin is that of the second label, as a share of the error of the first', () => {
  expect(errorMargin(uncalibrated)).toBeCloseTo(0.02);
  expect(errorMargin(result([['cat', null, 0.01]]))).toBeUndefined();
  const wonByPrior = result([
    ['cat', null, 0.01],
    ['dog', null, 0.0099],
  ]);
  expect(errorMargin(wonByPrior)).toBeUndefined();
});

test('progress never leaves 0 to 1', () => {
  const standing = { labels: [], calibrated: true, evaluations: 120, plannedEvaluations: 480 };
  expect(fractionDone(standing)).toBe(0.25);
  expect(fractionDone({ ...standing, evaluations: 500 })).toBe(1);
  expect(fractionDone({ ...standing, plannedEvaluations: 0 })).toBe(0);
});

test('a tally names the most frequent label first', () => {
  const dog = result([['dog', 1, 0.01]]);
  expect(tally([dog, calibrated, calibrated])).toEqual(['cat 2', 'dog 1']);
});

test('a badge has one or two characters, as the editor counts them', () => {
  expect(badge('cat')).toBe('Ca');
  expect(badge('fire truck')).toBe('FT');
  expect(badge('sport-utility vehicle')).toBe('SU');
  expect(badge('x')).toBe('X');
  expect(badge('a red bicycle')).toBe('RB');
  expect(badge('the cat')).toBe('Ca');
  expect(badge('a')).toBe('A');
  expect(badge('\u5361\u8f66\u5934')).toBe('\u5361\u8f66');
  // A family of four is one character to people, and eleven code units.
  const family = '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}\u200d\u{1f466}';
  expect(badge(`${family} portrait`)).toBe(`${family}P`);
});

test('of a long label there is a beginning, where several have to be told', () => {
  const long = 'a cat that sits on a very old wooden bridge over a river in the evening';
  const [first] = topLabels(result([[long, null, 1]]), 1);
  expect(first).toBe('1. a cat that sits on a very old wooden bridge over a river in…');
});

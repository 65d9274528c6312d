import { expect, test } from 'vitest';
import { AsymptoticEvidence } from '../../../server/src/method/asymptoticEvidence';

/** The differences, against a grid so large that what is past does not bind what is to come. */
function evidenceOf(differences: readonly number[], delta = 0.05): AsymptoticEvidence {
  const evidence = new AsymptoticEvidence(delta);
  for (const difference of differences) {
    evidence.add({ difference, shift: 0, largestMean: 0, expected: 0 });
  }
  return evidence;
}

/** Differences with a mean of `mean` and a deviation of 1, every two of them. */
function waves(mean: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => mean + (i % 2 === 0 ? 1 : -1));
}

test('the limit is that of the sequence as published', () => {
  // n = 100, s² = 100/99, δ = 0.05, ρ² = (−2 ln δ + ln(1 − 2 ln δ)) / 40.
  const rho2 = (-2 * Math.log(0.05) + Math.log(1 - 2 * Math.log(0.05))) / 40;
  const growth = 100 * rho2 + 1;
  const limit =
    Math.sqrt(100 / 99) *
    Math.sqrt(((2 * growth) / (100 ** 2 * rho2)) * Math.log(1 + Math.sqrt(growth) / 0.1));
  expect(limit).toBeGreaterThan(0.25);
  expect(limit).toBeLessThan(0.4);
  expect(evidenceOf(waves(limit * 1.001, 100)).isEnough).toBe(true);
  expect(evidenceOf(waves(limit * 0.999, 100)).isEnough).toBe(false);
});

test('more samples, or a larger delta, need a smaller difference', () => {
  expect(evidenceOf(waves(0.35, 40)).isEnough).toBe(false);
  expect(evidenceOf(waves(0.35, 200)).isEnough).toBe(true);
  expect(evidenceOf(waves(0.35, 40), 0.9).isEnough).toBe(true);
});

test('without a second difference there is no deviation to go by', () => {
  expect(evidenceOf([]).isEnough).toBe(false);
  expect(evidenceOf([5]).isEnough).toBe(false);
  expect(evidenceOf([5, 5]).isEnough).toBe(true);
});

test('equal errors are no evidence', () => {
  expect(evidenceOf([0, 0, 0, 0]).isEnough).toBe(false);
});

test('what the rest of the grid must bring back counts as evidence', () => {
  const drawn = waves(0.2, 20);
  const alone = evidenceOf(drawn);
  const nearTheEnd = new AsymptoticEvidence(0.05);
  for (const difference of drawn) {
    nearTheEnd.add({ difference, shift: 0, largestMean: -0.8, expected: 0 });
  }
  expect(alone.isEnough).toBe(false);
  expect(nearTheEnd.isEnough).toBe(true);
});

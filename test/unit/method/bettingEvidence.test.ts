import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BettingEvidence } from '../../../server/src/method/bettingEvidence';

/** Feeds the differences of a whole grid in the order given, with forecasts as a race makes them. */
function feed(
  evidence: BettingEvidence,
  differences: readonly number[],
  count: number,
  shift = 0,
): void {
  let before = 0;
  differences.slice(0, count).forEach((difference, index) => {
    const largestMean = -before / (differences.length - index);
    evidence.add({ difference, shift, largestMean, expected: before / (index + 1) });
    before += difference;
  });
}

/** How many of the differences it takes; Infinity if all are not enough. */
function samplesNeeded(differences: readonly number[], delta: number, bound: number): number {
  for (let count = 1; count <= differences.length; count++) {
    const evidence = new BettingEvidence(delta, bound);
    feed(evidence, differences, count);
    if (evidence.isEnough) return count;
  }
  return Infinity;
}

const steady = Array.from({ length: 200 }, (_, i) => 1 + (i % 2));

test('differences on one side are enough; the more is asked for, and the wider the bound, the later', () => {
  const needed = samplesNeeded(steady, 0.05, 4);
  expect(needed).toBeLessThan(20);
  expect(samplesNeeded(steady, 0.001, 4)).toBeGreaterThan(needed);
  expect(samplesNeeded(steady, 0.05, 40)).toBeGreaterThan(needed);
});

test('a label that ties or is ahead is never in danger from steady differences', () => {
  for (const differences of [steady.map(() => 0), steady.map((d) => -d)]) {
    expect(samplesNeeded(differences, 0.05, 4)).toBe(Infinity);
  }
});

test('what cannot be made good by the rest of the grid is certain, however small delta', () => {
  // 6 of 10 samples at the bound: the other 4 bring back 4 at most.
  const differences = [1, 1, 1, 1, 1, 1, -1, -1, -1, -1];
  expect(samplesNeeded(differences, 1e-300, 1)).toBeLessThanOrEqual(7);
  // Half of them at the bound may still be made good, and are.
  const even = [1, 1, 1, 1, 1, -1, -1, -1, -1, -1];
  expect(samplesNeeded(even, 1e-300, 1)).toBe(Infinity);
});

test('a prior that outweighs every possible difference is certain at once', () => {
  const evidence = new BettingEvidence(1e-300, 1);
  evidence.add({ difference: 0.1, shift: 1.1, largestMean: 0, expected: 0 });
  expect(evidence.isEnough).toBe(true);
});

test('once enough, always enough', () => {
  const evidence = new BettingEvidence(0.05, 4);
  feed(evidence, steady, 100);
  expect(evidence.isEnough).toBe(true);
  for (let i = 0; i < 50; i++) {
    evidence.add({ difference: -4, shift: 0, largestMean: -1, expected: 1 });
  }
  expect(evidence.isEnough).toBe(true);
});

test('one order in 1/delta at most is enough against a label that wins: all orders of small grids', () => {
  const grids = fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 2, maxLength: 6 });
  fc.assert(
    fc.property(grids, fc.constantFrom(0.05, 0.2, 0.5), (differences, delta) => {
      const sum = differences.reduce((total, difference) => total + difference, 0);
      // The label wins: what is left over is taken off the last.
      const given = [...differences.slice(0, -1), differences.at(-1)! - Math.max(0, sum)];
      const bound = Math.max(1, ...given.map(Math.abs));
      const orders = permutations(given);
      const wrong = orders.filter((order) => samplesNeeded(order, delta, bound) < Infinity);
      expect(wrong.length / orders.length).toBeLessThanOrEqual(delta);
    }),
    { numRuns: 60 },
  );
});

function permutations(values: readonly number[]): number[][] {
  if (values.length <= 1) return [[...values]];
  return values.flatMap((value, i) =>
    permutations(values.filter((_, j) => j !== i)).map((rest) => [value, ...rest]),
  );
}

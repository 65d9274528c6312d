import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BatchSize } from '../../../server/src/engine/batchSize';

/** Runs batches until the size has not changed for ten of them. */
function settle(size: BatchSize, seconds: (evaluations: number) => number): number {
  for (let unchanged = 0; unchanged < 10; ) {
    const before = size.evaluations;
    size.record(before, seconds(before));
    unchanged = size.evaluations === before ? unchanged + 1 : 0;
  }
  return size.evaluations;
}

test('a device that works on many at once gets many', () => {
  // 20 ms a call, and next to nothing an evaluation: a GPU with a small model.
  expect(settle(new BatchSize(1), (n) => 0.02 + n * 0.0001)).toBe(2_048);
});

test('where an evaluation costs the same in any batch, batches stay small', () => {
  // Two cost 8% less each than one, four only another 4.5%.
  expect(settle(new BatchSize(1), (n) => 0.002 + n * 0.01)).toBe(2);
});

test('slow evaluations are asked for one by one', () => {
  expect(settle(new BatchSize(1), (n) => 8 * n)).toBe(1);
  expect(settle(new BatchSize(64), (n) => 8 * n)).toBe(1);
});

test('a batch that takes too long is halved, and not doubled again', () => {
  expect(settle(new BatchSize(64), (n) => 0.02 * n)).toBe(16);
});

test('a size that takes too long costs one step back, not two', () => {
  const seconds = new Map([
    [1, 0.13],
    [2, 0.24],
    [4, 0.52],
  ]);
  expect(settle(new BatchSize(1), (n) => seconds.get(n)!)).toBe(2);
});

test('a size that the model names is kept', () => {
  expect(settle(new BatchSize(120, true), (n) => n)).toBe(120);
});

test('what did not fit into memory is never asked for again', () => {
  const size = new BatchSize(64, true);
  size.ranOutOfMemory(64);
  expect(size.evaluations).toBe(1);
  expect(settle(size, (n) => 0.02 + n * 0.0001)).toBe(32);
  size.ranOutOfMemory(32);
  expect(settle(size, (n) => 0.02 + n * 0.0001)).toBe(16);
});

test('batches of another size, the last of a stage, say nothing', () => {
  const size = new BatchSize(64);
  for (let i = 0; i < 10; i++) size.record(3, 10);
  expect(size.evaluations).toBe(64);
});

test('whatever is measured, it settles on a size of at least one', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 512 }),
      fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 1, maxLength: 60 }),
      (start, times) => {
        const size = new BatchSize(start);
        for (const seconds of times) {
          size.record(size.evaluations, seconds);
          expect(Number.isInteger(size.evaluations)).toBe(true);
          expect(size.evaluations).toBeGreaterThanOrEqual(1);
          expect(size.evaluations).toBeLessThanOrEqual(4_096);
        }
      },
    ),
  );
});

import { expect, test } from 'vitest';
import { WorkRate } from '../../../server/src/runs/workRate';

test('a rate is known after a second of work that got something done', () => {
  const rate = new WorkRate();
  expect(rate.mark(0, 0)).toBeNull();
  expect(rate.mark(0.5, 2)).toBeNull();
  expect(rate.mark(1, 0)).toBeNull();
  expect(rate.mark(2, 8)).toBe(4);
});

test('a rate is that of the last half minute', () => {
  const rate = new WorkRate();
  for (let second = 0; second <= 60; second++) rate.mark(second, 0);
  for (let second = 61; second <= 75; second++) rate.mark(second, 10 * (second - 60));
  expect(rate.mark(76, 160)).toBeCloseTo(160 / 30, 10);
  for (let second = 77; second <= 100; second++) rate.mark(second, 10 * (second - 60));
  expect(rate.mark(101, 410)).toBeCloseTo(10, 10);
});

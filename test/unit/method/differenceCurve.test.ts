import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { differenceCurve, meanWithInterval } from '../../../server/src/method';

const differences = fc.array(
  fc.record({
    timestep: fc.integer({ min: 0, max: 999 }),
    difference: fc.double({ min: -1, max: 1, noNaN: true }),
  }),
  { minLength: 1, maxLength: 400 },
);

test('every sample is in one point, points rise, and none has less than 8 where there are as many', () => {
  fc.assert(
    fc.property(differences, (samples) => {
      const curve = differenceCurve(samples);
      expect(curve.length).toBeLessThanOrEqual(16);
      expect(curve.reduce((sum, point) => sum + point.samples, 0)).toBe(samples.length);
      for (const [index, { from, to, timestep, samples: count }] of curve.entries()) {
        expect(timestep).toBeGreaterThanOrEqual(from);
        expect(timestep).toBeLessThanOrEqual(to);
        expect(count).toBeGreaterThanOrEqual(Math.min(8, samples.length));
        if (index > 0) expect(from).toBeGreaterThanOrEqual(curve[index - 1]!.to);
      }
    }),
  );
});

test.each([
  // Student's t of 97.5% with 1, 2, 4, 9 and 99 degrees of freedom, from tables.
  [2, 12.706],
  [3, 4.303],
  [5, 2.776],
  [10, 2.262],
  [100, 1.984],
])('the interval of %d values is that of Student, to 0.3%%', (count, quantile) => {
  const values = Array.from({ length: count }, (_, index) => (index % 2 === 0 ? 1 : 3));
  const { mean, interval } = meanWithInterval(values);
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1);
  const reach = quantile * Math.sqrt(variance / count);
  expect(interval![1] - mean).toBeGreaterThan(0.997 * reach);
  expect(interval![1] - mean).toBeLessThan(1.003 * reach);
  expect(mean - interval![0]).toBeCloseTo(interval![1] - mean, 12);
});

test('one value has a mean and no interval', () => {
  expect(meanWithInterval([2])).toEqual({ mean: 2, interval: null });
  expect(differenceCurve([{ timestep: 7, difference: 2 }])).toEqual([
    { from: 7, to: 7, timestep: 7, samples: 1, difference: 2, interval: null },
  ]);
});

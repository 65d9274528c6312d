import { describe, expect, it } from 'vitest';
import { mean, median, medianInterval, quantile } from '../../bench/statistics/quantiles';

describe('quantile', () => {
  it('lies between two values as numpy.quantile has it', () => {
    expect(quantile([4, 1, 3, 2], 0.95)).toBeCloseTo(3.85, 12);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([7])).toBe(7);
  });
});

describe('medianInterval', () => {
  // Table of the sign test: the k-th least and greatest of n values, at 95% or a little above.
  it.each([
    [6, 1],
    [8, 1],
    [9, 2],
    [11, 2],
    [12, 3],
    [20, 6],
    [55, 20],
  ])('of %i values goes from the %i-th least to the %i-th greatest', (n, k) => {
    const values = Array.from({ length: n }, (_, i) => i + 1).reverse();
    expect(medianInterval(values)).toEqual({
      low: k,
      high: n + 1 - k,
      kind: '95% of the median',
    });
  });

  it('is the range, and says so, where there are too few values', () => {
    expect(medianInterval([3, 1, 2])).toEqual({ low: 1, high: 3, kind: 'range' });
  });
});

describe('mean', () => {
  it('has 1.96 standard errors on either side', () => {
    const { value, interval } = mean([1, 2, 3, 4]);
    expect(value).toBe(2.5);
    expect(interval.low).toBeCloseTo(2.5 - (1.96 * Math.sqrt(5 / 3)) / 2, 12);
    expect(interval.high).toBeCloseTo(2.5 + (1.96 * Math.sqrt(5 / 3)) / 2, 12);
  });
});

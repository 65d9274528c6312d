import { describe, expect, it } from 'vitest';
import { TorchGenerator } from '../../../server/src/method';
import { pairedDifference } from '../../bench/statistics/shares';

/** How often the interval holds the difference, where things are gained and lost so often. */
function coverage(gains: number, losses: number, of: number): number {
  const generator = new TorchGenerator(5);
  const trials = 1_000;
  let held = 0;
  for (let trial = 0; trial < trials; trial++) {
    let [gained, lost] = [0, 0];
    for (let i = 0; i < of; i++) {
      const at = generator.uniform24();
      if (at < gains) gained += 1;
      else if (at < gains + losses) lost += 1;
    }
    const { low, high } = pairedDifference(gained, lost, of).interval;
    if (low <= gains - losses && gains - losses <= high) held += 1;
  }
  return held / trials;
}

describe('pairedDifference', () => {
  it('is Bonett and Price’s interval', () => {
    // 2 gained and 12 lost of 100: p = 3/102 and 13/102.
    const { value, interval } = pairedDifference(2, 12, 100);
    const half = 1.959963984540054 * Math.sqrt((16 / 102 - (10 / 102) ** 2) / 102);
    expect(value).toBe(-0.1);
    expect(interval.low).toBeCloseTo(-10 / 102 - half, 12);
    expect(interval.high).toBeCloseTo(-10 / 102 + half, 12);
  });

  it('is not without width where the two never disagree', () => {
    const { value, interval } = pairedDifference(0, 0, 400);
    expect(value).toBe(0);
    expect(interval.low).toBeLessThan(-0.005);
    expect(interval.high).toBeGreaterThan(0.005);
  });

  it.each([
    [0.01, 0.01],
    [0.05, 0.02],
    [0.2, 0.1],
  ])('holds a difference of %f less %f in about 95% of trials', (gains, losses) => {
    expect(coverage(gains, losses, 400)).toBeGreaterThan(0.93);
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mcNemar } from '../../../server/src/method';

/**
 * Of scipy.stats: binomtest(b, b + c).pvalue, and with binom(b + c, 0.5) and k = min(b, c) the mid-p
 * value 2 * (cdf(k) - pmf(k) / 2).
 */
const golden = [
  [1, 0, 1.0, 0.4999999999999999],
  [5, 5, 1.0, 1.0],
  [2, 9, 0.0654296875, 0.038574218750000014],
  [0, 6, 0.03125, 0.015624999999999879],
  [14, 31, 0.016094360031274842, 0.0113515914367781],
  [59, 6, 4.964650327128616e-12, 2.7258031986068867e-12],
  [101, 127, 0.09757593725530397, 0.08555038113722821],
  [900, 1000, 0.023108845108901193, 0.021791499253713553],
  [700, 640, 0.10697992524490962, 0.10128921497087724],
] as const;

describe("McNemar's test", () => {
  test.each(golden)('%i against %i images', (onlyOne, onlyOther, exactP, midP) => {
    const found = mcNemar(onlyOne, onlyOther);
    expect(found.exactP / exactP).toBeCloseTo(1, 9);
    expect(found.midP / midP).toBeCloseTo(1, 9);
  });

  test('backends that never differ give no evidence', () => {
    expect(mcNemar(0, 0)).toEqual({ midP: 1, exactP: 1 });
  });

  test('who is named first does not matter, and mid-p never exceeds exact p', () => {
    fc.assert(
      fc.property(fc.nat(3_000), fc.nat(3_000), (one, other) => {
        const found = mcNemar(one, other);
        expect(mcNemar(other, one)).toEqual(found);
        expect(found.midP).toBeLessThanOrEqual(found.exactP);
        expect(found.midP).toBeGreaterThanOrEqual(0);
        expect(found.exactP).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('of equally good backends it finds a difference about as often as it says', () => {
    // Exactly, over all outcomes of 40 differing images: the rate of mid-p < 0.05 under the hypothesis.
    let [rate, mass] = [0, 2 ** -40];
    for (let one = 0; one <= 40; one++) {
      if (mcNemar(one, 40 - one).midP < 0.05) rate += mass;
      mass *= (40 - one) / (one + 1);
    }
    expect(rate).toBeGreaterThan(0.03);
    expect(rate).toBeLessThan(0.055);
  });
});

export type Interval = readonly [number, number];

/** 97.5% of a standard normal lies below. */
const z = 1.959963984540054;

/**
 * Wilson's 95% interval of a share, within 0..1: it holds for few trials, and for none right or all.
 *
 * @param trials 1 or more.
 */
export function wilsonInterval(successes: number, trials: number): Interval {
  const share = successes / trials;
  const widening = 1 + z ** 2 / trials;
  const middle = (share + z ** 2 / (2 * trials)) / widening;
  const half =
    (z / widening) * Math.sqrt((share * (1 - share)) / trials + z ** 2 / (4 * trials ** 2));
  // Exactly 0 and 1 at the ends, but for rounding.
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}

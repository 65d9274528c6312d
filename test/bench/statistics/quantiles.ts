/** Where a figure lies, and how that interval was made. */
export interface Interval {
  low: number;
  high: number;
  kind: string;
}

/** The value below which a share `q` (0..1) of the values lies, linear between two of them. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * q;
  const below = Math.floor(place);
  const [low, high] = [sorted[below]!, sorted[Math.ceil(place)]!];
  return low + (high - low) * (place - below);
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/**
 * The narrowest interval between two of the values that holds the median of what they are drawn
 * from with at least 95%, whatever its distribution: that median is above the k-th least of n
 * values with the probability of at least k heads in n throws of a coin. Below six values there
 * is none, and the range is given.
 */
export function medianInterval(values: readonly number[]): Interval {
  const sorted = values.toSorted((a, b) => a - b);
  const n = sorted.length;
  let cut = 0;
  let tail = 0.5 ** n;
  for (let term = tail; tail <= 0.025; cut++) {
    term *= (n - cut) / (cut + 1);
    tail += term;
  }
  const kind = cut === 0 ? 'range' : '95% of the median';
  const outside = Math.max(0, cut - 1);
  return { low: sorted[outside]!, high: sorted[n - 1 - outside]!, kind };
}

/** The mean with its normal interval of 95%, for some dozens of values or more. */
export function mean(values: readonly number[]): { value: number; interval: Interval } {
  const n = values.length;
  const value = values.reduce((sum, one) => sum + one, 0) / n;
  const squares = values.reduce((sum, one) => sum + (one - value) ** 2, 0);
  const half = (1.96 * Math.sqrt(squares / (n - 1))) / Math.sqrt(n);
  return { value, interval: { low: value - half, high: value + half, kind: '95% of the mean' } };
}

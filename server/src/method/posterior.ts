/** Someone to be ranked: a label or, in the official sample set, a prompt. */
export interface Contestant {
  /** Log of the prior weight, finite; weights need not sum to one. */
  logPrior: number;
  /** Any error on the same samples as the others': only differences count. */
  error: number;
}

/**
 * Score log prior − (error − smallest error) / τ of each; without a τ it divides by one, which
 * leaves the order by error. Taking the smallest error away first keeps every score finite, whatever
 * the errors and however small τ, and changes no difference between scores but by rounding.
 */
export function scores(contestants: readonly Contestant[], temperature: number | null): number[] {
  const smallest = contestants.reduce((least, { error }) => Math.min(least, error), Infinity);
  return contestants.map(({ logPrior, error }) =>
    Math.max(-Number.MAX_VALUE, logPrior - (error - smallest) / (temperature ?? 1)),
  );
}

/** Positions best first: by score, then by smaller error, then as they came. */
export function ranking(contestants: readonly Contestant[], temperature: number | null): number[] {
  const score = scores(contestants, temperature);
  return [...contestants.keys()].sort(
    (a, b) => score[b]! - score[a]! || contestants[a]!.error - contestants[b]!.error || a - b,
  );
}

/** p_i = exp(s_i) / Σ_j exp(s_j) of finite scores; sums to one. */
export function softmax(score: readonly number[]): number[] {
  const largest = score.reduce((most, value) => Math.max(most, value), -Infinity);
  const weights = score.map((value) => Math.exp(value - largest));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

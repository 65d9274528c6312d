/** What McNemar's test says of two classifiers that have answered for the same images. */
export interface McNemar {
  /** Two-sided mid-p value, in 0..1: what conclusions are drawn from. */
  midP: number;
  /** Two-sided exact conditional p-value, in 0..1: never below the mid-p value. */
  exactP: number;
}

/** ln C(n, k), k ascending from 0 to `last`. */
function* logBinomials(n: number, last: number): Generator<number> {
  let log = 0;
  for (let k = 0; k <= last; k++) {
    yield log;
    log += Math.log(n - k) - Math.log(k + 1);
  }
}

/**
 * McNemar's test of whether two classifiers are right equally often. Only images on which one is
 * right and the other wrong count: under the hypothesis each of these n is a fair coin, so that with
 * X ~ B(n, 1/2) and k the smaller of the two numbers
 *
 *     exact p = min(1, 2·P(X ≤ k)),    mid-p = 2·P(X ≤ k) - P(X = k)
 *
 * The exact test errs far less often than it says; the mid-p value keeps close to it without
 * rejecting too often, for few images and for many (Fagerland, Lydersen and Laake, *The McNemar test
 * for binary matched-pairs data: mid-p and asymptotic are better than exact conditional*, 2013).
 *
 * @param onlyOne images on which the first alone is right.
 * @param onlyOther those on which the second alone is.
 */
export function mcNemar(onlyOne: number, onlyOther: number): McNemar {
  const n = onlyOne + onlyOther;
  const k = Math.min(onlyOne, onlyOther);
  let [below, at] = [0, 0];
  for (const log of logBinomials(n, k)) {
    below += at;
    // As logarithms: 2^-n is no number from n = 1,075 on.
    at = Math.exp(log - n * Math.LN2);
  }
  return { midP: Math.min(1, 2 * below + at), exactP: Math.min(1, 2 * (below + at)) };
}

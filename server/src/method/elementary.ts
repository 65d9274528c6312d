/**
 * Logarithm, sine and cosine from + − × / alone. `Math.log` and its kin may differ in the last bit
 * from one JavaScript engine to the next; IEEE 754 fixes these four to the bit everywhere, so the
 * noise of a seed is the same on every machine. Accurate to a few 1e-16.
 */

// artanh f = f·Σ f^2k / (2k + 1) for |f| ≤ 3 − √8, where what is left out is below 1e-16.
const artanhTerms = Float64Array.from({ length: 10 }, (_, k) => 1 / (2 * k + 1));

/** Natural logarithm of `x` in (0, 1]: x = m·2^k, ln m = 2·artanh((m − 1)/(m + 1)). */
export function naturalLog(x: number): number {
  let mantissa = x;
  let exponent = 0;
  while (mantissa < Math.SQRT1_2) {
    mantissa *= 2;
    exponent--;
  }
  const f = (mantissa - 1) / (mantissa + 1);
  return exponent * Math.LN2 + 2 * f * polynomial(artanhTerms, f * f);
}

/** Sine of `angle` in radians, in 0..2π. */
export function sine(angle: number): number {
  return sineOfQuadrants(angle, 0);
}

/** Cosine of `angle` in radians, in 0..2π. */
export function cosine(angle: number): number {
  return sineOfQuadrants(angle, 1);
}

/** sin(angle + quadrants·π/2), from the Taylor series about the nearest multiple of π/2. */
function sineOfQuadrants(angle: number, quadrants: number): number {
  const nearest = Math.floor(angle / (Math.PI / 2) + 0.5);
  const x = angle - nearest * (Math.PI / 2);
  const turned = (nearest + quadrants) & 3;
  const magnitude = turned & 1 ? smallCosine(x) : smallSine(x);
  return turned & 2 ? -magnitude : magnitude;
}

// Taylor series for |x| ≤ π/4, where the first term left out is below 1e-16.
const sineTerms = taylorTerms(3, 15);
const cosineTerms = taylorTerms(2, 16);

function smallSine(x: number): number {
  return x * (1 + x * x * polynomial(sineTerms, x * x));
}

function smallCosine(x: number): number {
  return 1 + x * x * polynomial(cosineTerms, x * x);
}

/** −1/first!, +1/(first + 2)!, ... to ±1/last!. */
function taylorTerms(first: number, last: number): Float64Array {
  const terms: number[] = [];
  let factorial = 1;
  for (let n = 2; n <= last; n++) {
    factorial *= n;
    if (n >= first && (n - first) % 2 === 0) terms.push((terms.length % 2 ? 1 : -1) / factorial);
  }
  return Float64Array.from(terms);
}

/** Σ coefficients[k]·s^k. */
function polynomial(coefficients: Float64Array, s: number): number {
  let sum = 0;
  for (let k = coefficients.length - 1; k >= 0; k--) sum = sum * s + coefficients[k]!;
  return sum;
}

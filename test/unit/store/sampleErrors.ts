import type { StoredErrors } from '../../../server/src/store';

/** A float32 number that looks random, the same one for the same numbers. */
function draw(...numbers: number[]): number {
  const mixed = numbers.reduce((sum, n) => Math.imul(sum ^ n, 0x9e3779b1) ^ (sum >>> 15), 1);
  return Math.fround((mixed >>> 0) / 2 ** 32);
}

/** Errors of `count` evaluations from sample `first` on: of a sample, `seed` alone decides them. */
export function errorsOf(seed: number, count: number, first = 0): StoredErrors {
  const rows = Array.from({ length: count }, (_, i) => first + i);
  return {
    timesteps: rows.map((row) => (37 * row) % 1_000),
    noiseRows: rows,
    l2: rows.map((row) => draw(seed, row, 2)),
    l1: rows.map((row) => draw(seed, row, 1)),
    huber: rows.map((row) => draw(seed, row, 3)),
  };
}

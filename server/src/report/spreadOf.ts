import type { Spread } from '../protocol';

/** Sorted before they are summed, so that their order does not show in the last digit. */
export function spreadOf(values: readonly number[]): Spread | null {
  if (values.length === 0) return null;
  const ascending = Float64Array.from(values).sort();
  const total = ascending.reduce((sum, value) => sum + value, 0);
  const upper = ascending[ascending.length >> 1]!;
  const lower = ascending[(ascending.length - 1) >> 1]!;
  return { mean: total / ascending.length, median: (lower + upper) / 2, total };
}

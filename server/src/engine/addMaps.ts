import type { ErrorMap } from '../host/messages';

/** Two maps of one image, each with the evaluations that the other lacks, in one. */
export function addMaps(one: ErrorMap, other: ErrorMap): ErrorMap {
  return { ...one, sums: one.sums.map((sum, cell) => sum + other.sums[cell]!) };
}

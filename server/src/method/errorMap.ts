import type { Loss } from './error';

const distances: Readonly<Record<Loss, (d: number) => number>> = {
  l2: (d) => d * d,
  l1: (d) => d,
  huber: (d) => (d < 1 ? 0.5 * d * d : d - 0.5),
};

/**
 * Adds `weight` times the error of each pixel, the mean over its channels, to `map`: so the mean over
 * the map is `weight` times the error that `meanErrors` gives for the whole.
 *
 * @param noise ε and `predicted` ε̂, [channels, pixels].
 * @param map [pixels].
 */
export function addErrorMap(
  loss: Loss,
  noise: Float32Array,
  predicted: Float32Array,
  weight: number,
  map: Float64Array,
): void {
  const distance = distances[loss];
  const share = (weight * map.length) / noise.length;
  for (let i = 0; i < noise.length; i++) {
    map[i % map.length]! += share * distance(Math.abs(noise[i]! - predicted[i]!));
  }
}

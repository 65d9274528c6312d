/** Distances between the noise ε and the predicted noise ε̂. */
export const losses = ['l2', 'l1', 'huber'] as const;

export type Loss = (typeof losses)[number];

/**
 * Mean distance over all elements: `l2` the square, `l1` the magnitude, `huber` as torch's
 * `huber_loss` with delta 1 (½d² below 1, |d| − ½ above). Summed in float64.
 */
export function meanError(loss: Loss, noise: Float32Array, predicted: Float32Array): number {
  return distance[loss](noise, predicted) / noise.length;
}

// One loop each: a call per element would cost several times the arithmetic.
const distance: Record<Loss, (noise: Float32Array, predicted: Float32Array) => number> = {
  l2(noise, predicted) {
    let sum = 0;
    for (let i = 0; i < noise.length; i++) {
      const d = noise[i]! - predicted[i]!;
      sum += d * d;
    }
    return sum;
  },
  l1(noise, predicted) {
    let sum = 0;
    for (let i = 0; i < noise.length; i++) sum += Math.abs(noise[i]! - predicted[i]!);
    return sum;
  },
  huber(noise, predicted) {
    let sum = 0;
    for (let i = 0; i < noise.length; i++) {
      const d = Math.abs(noise[i]! - predicted[i]!);
      sum += d < 1 ? 0.5 * d * d : d - 0.5;
    }
    return sum;
  },
};

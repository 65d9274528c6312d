/** Distances between the noise ε and the predicted noise ε̂. */
export const losses = ['l2', 'l1', 'huber'] as const;

export type Loss = (typeof losses)[number];

/**
 * Mean distances over all elements, of all losses in one pass: `l2` the square, `l1` the magnitude,
 * `huber` as torch's `huber_loss` with delta 1 (½d² below 1, |d| − ½ above). Summed in float64, given
 * as float32 numbers: what is stored of them has the same bits.
 */
export function meanErrors(noise: Float32Array, predicted: Float32Array): Record<Loss, number> {
  let l2 = 0;
  let l1 = 0;
  let huber = 0;
  for (let i = 0; i < noise.length; i++) {
    const d = Math.abs(noise[i]! - predicted[i]!);
    l2 += d * d;
    l1 += d;
    huber += d < 1 ? 0.5 * d * d : d - 0.5;
  }
  const { length } = noise;
  return {
    l2: Math.fround(l2 / length),
    l1: Math.fround(l1 / length),
    huber: Math.fround(huber / length),
  };
}

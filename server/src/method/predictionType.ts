/** What a denoiser's output stands for, named as in diffusers. */
export const predictionTypes = ['epsilon', 'v_prediction', 'sample'] as const;

export type PredictionType = (typeof predictionTypes)[number];

/**
 * Writes the noised sample x_t = √ᾱ_t·x0 + √(1−ᾱ_t)·ε to `into`. All arrays have the same length;
 * `into` may be a window of a batch.
 */
export function addNoise(
  x0: Float32Array,
  noise: Float32Array,
  alphaCumprod: number,
  into: Float32Array,
): void {
  const signal = Math.sqrt(alphaCumprod);
  const sigma = Math.sqrt(1 - alphaCumprod);
  for (let i = 0; i < into.length; i++) into[i] = signal * x0[i]! + sigma * noise[i]!;
}

/**
 * The noise ε̂ that a denoiser's output implies, of the same length. `epsilon`: the output itself,
 * not copied. `v_prediction`: ε̂ = √ᾱ·v + √(1−ᾱ)·x_t (Salimans and Ho 2022). `sample`:
 * ε̂ = (x_t − √ᾱ·x̂0) / √(1−ᾱ).
 */
export function predictedNoise(
  type: PredictionType,
  output: Float32Array,
  xt: Float32Array,
  alphaCumprod: number,
): Float32Array {
  if (type === 'epsilon') return output;
  const signal = Math.sqrt(alphaCumprod);
  const sigma = Math.sqrt(1 - alphaCumprod);
  const noise = new Float32Array(output.length);
  if (type === 'v_prediction') {
    for (let i = 0; i < noise.length; i++) noise[i] = signal * output[i]! + sigma * xt[i]!;
  } else {
    for (let i = 0; i < noise.length; i++) noise[i] = (xt[i]! - signal * output[i]!) / sigma;
  }
  return noise;
}

import { kernels, type ResizeFilter } from './filters';

/** What one axis takes: output i is the sum over k of `weights[i × taps + k]` × input[`first[i]` + k]. */
export interface AxisWeights {
  first: Int32Array;
  /** How many weights of output i are in use; the others are zero. */
  count: Int32Array;
  taps: number;
  /** Each output's sum to one, but for rounding. */
  weights: Float64Array;
}

/** `precompute_coeffs` in Pillow's Resample.c. */
export function axisWeights(inputs: number, outputs: number, filter: ResizeFilter): AxisWeights {
  const kernel = kernels[filter];
  const scale = inputs / outputs;
  const filterScale = Math.max(scale, 1);
  const inverseScale = 1 / filterScale;
  const support = kernel.support * filterScale;
  const taps = Math.ceil(support) * 2 + 1;

  const first = new Int32Array(outputs);
  const count = new Int32Array(outputs);
  const weights = new Float64Array(outputs * taps);
  for (let output = 0; output < outputs; output++) {
    const center = (output + 0.5) * scale;
    const from = Math.max(0, Math.trunc(center - support + 0.5));
    const to = Math.min(inputs, Math.trunc(center + support + 0.5));
    const own = weights.subarray(output * taps, output * taps + to - from);
    let sum = 0;
    for (let k = 0; k < own.length; k++) {
      const weight = kernel.weight((k + from - center + 0.5) * inverseScale);
      own[k] = weight;
      sum += weight;
    }
    first[output] = from;
    count[output] = own.length;
    for (let k = 0; k < own.length; k++) own[k]! /= sum;
  }
  return { first, count, taps, weights };
}

/**
 * Whether Pillow takes the vertical pass first, which the rounding between the passes lets one see:
 * since 13.0, when the height loses more than twice as many pixels as the width; before, never.
 */
export function heightGoesFirst(from: Size, to: Size): boolean {
  const lost = from.height - to.height;
  return lost > 0 && lost > 2 * (from.width - to.width);
}

interface Size {
  width: number;
  height: number;
}

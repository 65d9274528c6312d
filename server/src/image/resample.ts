import { kernels, type ResizeFilter } from './filters';
import type { Pixels } from './pixels';

/** Pillow's fixed point: 32 bits less 8 for the pixel and 2 for the overshoot of a filter. */
const precisionBits = 32 - 8 - 2;
const half = 1 << (precisionBits - 1);

/** What one axis takes: output i is the sum over k of `weights[i × taps + k]` × input[`first[i]` + k]. */
interface AxisWeights {
  first: Int32Array;
  /** How many weights of output i are in use; the others are zero. */
  count: Int32Array;
  taps: number;
  /** In units of 2^-22, each output's summing to 2^22 but for rounding. */
  weights: Int32Array;
}

/**
 * Resizes to exactly `width` × `height` as `Image.resize` of Pillow 13 does, to the bit:
 * antialiased (the filter widens by the factor of shrinking), in 22-bit fixed point, one axis
 * after the other, rounded to 8 bits between. Unlike Pillow's, channels never mix: an alpha
 * channel is resized like any other.
 *
 * Source: `precompute_coeffs` and `ImagingResampleInner` in Pillow's Resample.c.
 */
export function resample(
  pixels: Pixels,
  width: number,
  height: number,
  filter: ResizeFilter,
): Pixels {
  return heightGoesFirst(pixels, width, height)
    ? resizeWidth(resizeHeight(pixels, height, filter), width, filter)
    : resizeHeight(resizeWidth(pixels, width, filter), height, filter);
}

/**
 * Whether Pillow takes the vertical pass first, which the rounding between the passes lets one see:
 * since 13.0, when the height loses more than twice as many pixels as the width; before, never.
 */
function heightGoesFirst(pixels: Pixels, width: number, height: number): boolean {
  const lost = pixels.height - height;
  return lost > 0 && lost > 2 * (pixels.width - width);
}

function resizeWidth(pixels: Pixels, width: number, filter: ResizeFilter): Pixels {
  return width === pixels.width
    ? pixels
    : resampleRows(pixels, width, axisWeights(pixels.width, width, filter));
}

function resizeHeight(pixels: Pixels, height: number, filter: ResizeFilter): Pixels {
  return height === pixels.height
    ? pixels
    : resampleColumns(pixels, height, axisWeights(pixels.height, height, filter));
}

function axisWeights(inputs: number, outputs: number, filter: ResizeFilter): AxisWeights {
  const kernel = kernels[filter];
  const scale = inputs / outputs;
  const filterScale = Math.max(scale, 1);
  const inverseScale = 1 / filterScale;
  const support = kernel.support * filterScale;
  const taps = Math.ceil(support) * 2 + 1;

  const first = new Int32Array(outputs);
  const count = new Int32Array(outputs);
  const weights = new Int32Array(outputs * taps);
  const exact = new Float64Array(taps);
  for (let output = 0; output < outputs; output++) {
    const center = (output + 0.5) * scale;
    const from = Math.max(0, Math.trunc(center - support + 0.5));
    const to = Math.min(inputs, Math.trunc(center + support + 0.5));
    let sum = 0;
    for (let k = 0; k < to - from; k++) {
      const weight = kernel.weight((k + from - center + 0.5) * inverseScale);
      exact[k] = weight;
      sum += weight;
    }
    first[output] = from;
    count[output] = to - from;
    for (let k = 0; k < to - from; k++) {
      const normalized = sum === 0 ? exact[k]! : exact[k]! / sum;
      weights[output * taps + k] = roundHalfAway(normalized * (1 << precisionBits));
    }
  }
  return { first, count, taps, weights };
}

function resampleRows(pixels: Pixels, width: number, axis: AxisWeights): Pixels {
  const { height, channels, data } = pixels;
  const { first, count, taps, weights } = axis;
  const into = new Uint8Array(height * width * channels);
  let at = 0;
  for (let y = 0; y < height; y++) {
    const row = y * pixels.width * channels;
    for (let x = 0; x < width; x++) {
      const from = row + first[x]! * channels;
      for (let channel = 0; channel < channels; channel++) {
        into[at++] = weightedSum(data, from + channel, channels, weights, x * taps, count[x]!);
      }
    }
  }
  return { width, height, channels, data: into };
}

function resampleColumns(pixels: Pixels, height: number, axis: AxisWeights): Pixels {
  const { width, channels, data } = pixels;
  const { first, count, taps, weights } = axis;
  const stride = width * channels;
  const into = new Uint8Array(height * stride);
  let at = 0;
  for (let y = 0; y < height; y++) {
    const from = first[y]! * stride;
    for (let x = 0; x < stride; x++) {
      into[at++] = weightedSum(data, from + x, stride, weights, y * taps, count[y]!);
    }
  }
  return { width, height, channels, data: into };
}

/** One output value in 0..255: `count` inputs, `stride` apart from `from` on, each by its weight. */
function weightedSum(
  data: Uint8Array,
  from: number,
  stride: number,
  weights: Int32Array,
  firstWeight: number,
  count: number,
): number {
  let sum = half;
  for (let k = 0, at = from; k < count; k++, at += stride) {
    sum = (sum + Math.imul(data[at]!, weights[firstWeight + k]!)) | 0;
  }
  return Math.min(255, Math.max(0, sum >> precisionBits));
}

function roundHalfAway(value: number): number {
  return Math.trunc(value < 0 ? value - 0.5 : value + 0.5);
}

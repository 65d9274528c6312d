import { type AxisWeights, axisWeights, heightGoesFirst } from './axisWeights';
import type { ResizeFilter } from './filters';
import type { Pixels } from './pixels';

/** Pillow's fixed point: 32 bits less 8 for the pixel and 2 for the overshoot of a filter. */
const precisionBits = 32 - 8 - 2;
const half = 1 << (precisionBits - 1);

/**
 * Resizes to exactly `width` × `height` as `Image.resize` of Pillow 13 does, to the bit:
 * antialiased (the filter widens by the factor of shrinking), in 22-bit fixed point, one axis
 * after the other, rounded to 8 bits between. Unlike Pillow's, channels never mix: an alpha
 * channel is resized like any other.
 *
 * Source: `ImagingResampleInner` in Pillow's Resample.c.
 */
export function resample(
  pixels: Pixels,
  width: number,
  height: number,
  filter: ResizeFilter,
): Pixels {
  return heightGoesFirst(pixels, { width, height })
    ? resizeWidth(resizeHeight(pixels, height, filter), width, filter)
    : resizeHeight(resizeWidth(pixels, width, filter), height, filter);
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

function resampleRows(pixels: Pixels, width: number, axis: AxisWeights): Pixels {
  const { height, channels, data } = pixels;
  const { first, count, taps } = axis;
  const weights = inFixedPoint(axis);
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
  const { first, count, taps } = axis;
  const weights = inFixedPoint(axis);
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

/** In units of 2^-22, rounded half away from zero. */
function inFixedPoint({ weights }: AxisWeights): Int32Array {
  return Int32Array.from(weights, (weight) => {
    const exact = weight * (1 << precisionBits);
    return Math.trunc(exact < 0 ? exact - 0.5 : exact + 0.5);
  });
}

import { type AxisWeights, axisWeights, heightGoesFirst } from '../axisWeights';
import type { ResizeFilter } from '../filters';

/** A greyscale image of 16 bits, row by row from the top left corner: Pillow's mode I;16. */
export interface Pixels16 {
  width: number;
  height: number;
  /** Of length height × width. */
  data: Uint16Array;
}

/**
 * `Image.resize` of Pillow 13 in mode I;16, to the bit: in double precision, one axis after the
 * other, rounded to 16 bits between.
 */
export function resample16(
  pixels: Pixels16,
  width: number,
  height: number,
  filter: ResizeFilter,
): Pixels16 {
  const across = (image: Pixels16) => resizeWidth(image, axisWeights(image.width, width, filter));
  const down = (image: Pixels16) => resizeHeight(image, axisWeights(image.height, height, filter));
  return heightGoesFirst(pixels, { width, height }) ? across(down(pixels)) : down(across(pixels));
}

function resizeWidth(pixels: Pixels16, axis: AxisWeights): Pixels16 {
  const { height, data } = pixels;
  const width = axis.first.length;
  const into = new Uint16Array(width * height);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      into[at++] = weightedSum(data, y * pixels.width + axis.first[x]!, 1, axis, x);
    }
  }
  return { width, height, data: into };
}

function resizeHeight(pixels: Pixels16, axis: AxisWeights): Pixels16 {
  const { width, data } = pixels;
  const height = axis.first.length;
  const into = new Uint16Array(width * height);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      into[at++] = weightedSum(data, axis.first[y]! * width + x, width, axis, y);
    }
  }
  return { width, height, data: into };
}

/** One output value in 0..65535: inputs `stride` apart from `from` on, by the weights of `output`. */
function weightedSum(
  data: Uint16Array,
  from: number,
  stride: number,
  { count, taps, weights }: AxisWeights,
  output: number,
): number {
  let sum = 0;
  for (let k = 0, at = from; k < count[output]!; k++, at += stride) {
    sum += data[at]! * weights[output * taps + k]!;
  }
  return Math.min(65_535, Math.max(0, Math.trunc(sum + 0.5)));
}

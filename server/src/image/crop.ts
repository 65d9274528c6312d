import type { ResizeFilter } from './filters';
import type { Pixels } from './pixels';
import { resample } from './resample';
import { roundHalfToEven } from './roundHalfToEven';

/**
 * The size whose shorter side is `size` pixels, in the same proportions but for the longer side's
 * being rounded down, as in torchvision's `Resize(size)`.
 */
export function shortSideTo(
  { width, height }: { width: number; height: number },
  size: number,
): { width: number; height: number } {
  return width <= height
    ? { width: size, height: Math.trunc((size * height) / width) }
    : { width: Math.trunc((size * width) / height), height: size };
}

/** Resizes to {@link shortSideTo}. */
export function resizeShortSide(pixels: Pixels, size: number, filter: ResizeFilter): Pixels {
  const { width, height } = shortSideTo(pixels, size);
  return resample(pixels, width, height, filter);
}

/** The upper left corner of the square in the middle: an odd margin is halved to the even neighbour. */
export function centerOf(
  { width, height }: { width: number; height: number },
  size: number,
): { left: number; top: number } {
  return {
    left: roundHalfToEven((width - size) / 2),
    top: roundHalfToEven((height - size) / 2),
  };
}

/**
 * The `size` × `size` square in the middle, as in torchvision's `CenterCrop(size)`. Both sides must
 * be at least `size`.
 */
export function cropCenter(pixels: Pixels, size: number): Pixels {
  const { left, top } = centerOf(pixels, size);
  return cropAt(pixels, left, top, size);
}

/** The `size` × `size` square whose upper left corner is at (left, top). */
export function cropAt(pixels: Pixels, left: number, top: number, size: number): Pixels {
  const { width, height, channels, data } = pixels;
  if (width < size || height < size) {
    throw new RangeError(`Expected at least ${size}x${size} pixels, got ${width}x${height}`);
  }
  const cropped = new Uint8Array(size * size * channels);
  for (let y = 0; y < size; y++) {
    const from = ((top + y) * width + left) * channels;
    cropped.set(data.subarray(from, from + size * channels), y * size * channels);
  }
  return { width: size, height: size, channels, data: cropped };
}

import type { ResizeFilter } from './filters';
import type { Pixels } from './pixels';
import { resample } from './resample';

/**
 * Resizes so that the shorter side is `size` pixels, keeping the aspect ratio. The longer side is
 * rounded down, as in torchvision's `Resize(size)`.
 */
export function resizeShortSide(pixels: Pixels, size: number, filter: ResizeFilter): Pixels {
  const { width, height } = pixels;
  return width <= height
    ? resample(pixels, size, Math.trunc((size * height) / width), filter)
    : resample(pixels, Math.trunc((size * width) / height), size, filter);
}

/**
 * The `size` × `size` square in the middle, as in torchvision's `CenterCrop(size)`: an odd margin
 * is halved to the even neighbour. Both sides must be at least `size`.
 */
export function cropCenter(pixels: Pixels, size: number): Pixels {
  const { width, height, channels, data } = pixels;
  if (width < size || height < size) {
    throw new RangeError(`Expected at least ${size}x${size} pixels, got ${width}x${height}`);
  }
  const left = roundHalfToEven((width - size) / 2);
  const top = roundHalfToEven((height - size) / 2);
  const cropped = new Uint8Array(size * size * channels);
  for (let y = 0; y < size; y++) {
    const from = ((top + y) * width + left) * channels;
    cropped.set(data.subarray(from, from + size * channels), y * size * channels);
  }
  return { width: size, height: size, channels, data: cropped };
}

/** Python's `round` of a multiple of one half. */
function roundHalfToEven(value: number): number {
  const below = Math.floor(value);
  return value === below ? value : below + (below % 2);
}

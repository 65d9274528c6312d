import type { ResizeFilter } from '../filters';
import type { Pixels } from '../pixels';
import { resample } from '../resample';
import { premultiply, unpremultiply } from './alpha';
import type { PillowImage } from './decodeAsPillow';
import { resizeNearest } from './nearest';
import { resample16 } from './resample16';
import { toRgb } from './toRgb';

/**
 * `Image.resize` in the image's own mode, then `convert("RGB")`: palettes by the nearest pixel,
 * whatever the filter; RGBA multiplied by its alpha before and divided by it afterwards; CMYK in
 * its four inks. Uses up the image's pixels.
 */
export function resizeToRgb(
  image: PillowImage,
  { width, height }: { width: number; height: number },
  filter: ResizeFilter,
): Pixels {
  if (image.pixels.width === width && image.pixels.height === height) return toRgb(image);
  switch (image.mode) {
    case 'P':
      return resizeNearest(image.pixels, width, height);
    case 'RGBA':
      premultiply(image.pixels);
      return unpremultiply(resample(image.pixels, width, height, filter));
    case 'I;16':
      return toRgb({ mode: image.mode, pixels: resample16(image.pixels, width, height, filter) });
    default:
      return toRgb({ mode: image.mode, pixels: resample(image.pixels, width, height, filter) });
  }
}

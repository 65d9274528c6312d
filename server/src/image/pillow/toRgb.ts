import type { Pixels } from '../pixels';
import { scaled } from './alpha';
import type { PillowImage } from './decodeAsPillow';
import type { Pixels16 } from './resample16';

/** `Image.convert("RGB")`. Uses up the image's pixels. */
export function toRgb(image: PillowImage): Pixels {
  switch (image.mode) {
    case 'RGBA':
      return dropAlpha(image.pixels);
    case 'CMYK':
      return cmykToRgb(image.pixels);
    case 'I;16':
      return clip16ToRgb(image.pixels);
    default:
      return image.pixels;
  }
}

/** RGBA without its alpha: in place, for a copy may take a gigabyte. */
function dropAlpha({ width, height, data }: Pixels): Pixels {
  for (let from = 0, to = 0; from < data.length; from += 4, to += 3) {
    data[to] = data[from]!;
    data[to + 1] = data[from + 1]!;
    data[to + 2] = data[from + 2]!;
  }
  return { width, height, channels: 3, data: data.subarray(0, width * height * 3) };
}

/** (1-C)(1-K) and so on, as Pillow's `cmyk2rgb`: no profile takes part. In place. */
function cmykToRgb({ width, height, data }: Pixels): Pixels {
  for (let from = 0, to = 0; from < data.length; from += 4, to += 3) {
    const light = 255 - data[from + 3]!;
    for (let i = 0; i < 3; i++) data[to + i] = light - scaled(data[from + i]!, light);
  }
  return { width, height, channels: 3, data: data.subarray(0, width * height * 3) };
}

/** Pillow's `I16_RGB`: everything above 255, nearly all of a 16-bit picture, becomes white. */
function clip16ToRgb({ width, height, data }: Pixels16): Pixels {
  const rgb = new Uint8Array(width * height * 3);
  for (const [i, value] of data.entries()) rgb.fill(Math.min(255, value), i * 3, i * 3 + 3);
  return { width, height, channels: 3, data: rgb };
}

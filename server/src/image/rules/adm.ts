import { cropAt } from '../crop';
import type { OpenedImage } from '../openImage';
import { decodeAsPillow } from '../pillow/decodeAsPillow';
import { toRgb } from '../pillow/toRgb';
import type { Pixels } from '../pixels';
import type { Preprocessing } from '../preprocessing';
import { resample } from '../resample';
import { roundHalfToEven } from '../roundHalfToEven';

/**
 * `center_crop_arr` of ADM, as in eval_prob_dit.py of the official code, on
 * `Image.open(file).convert("RGB")`: halved by box while the short side is at least twice `size`,
 * then bicubic whatever the model's filter, then the centre.
 */
export async function adm(image: OpenedImage, { size }: Preprocessing): Promise<Pixels> {
  let pixels = toRgb(await decodeAsPillow(image));
  while (Math.min(pixels.width, pixels.height) >= 2 * size) {
    pixels = resample(pixels, pixels.width >> 1, pixels.height >> 1, 'box');
  }
  const { width, height, left, top } = admFrame(pixels, size);
  return cropAt(resample(pixels, width, height, 'bicubic'), left, top, size);
}

/** What an image of that size is resized to, and the upper left corner of the square cut from it. */
export function admFrame(seen: { width: number; height: number }, size: number) {
  let { width, height } = seen;
  while (Math.min(width, height) >= 2 * size) {
    width >>= 1;
    height >>= 1;
  }
  const scale = size / Math.min(width, height);
  width = roundHalfToEven(width * scale);
  height = roundHalfToEven(height * scale);
  return { width, height, left: (width - size) >> 1, top: (height - size) >> 1 };
}

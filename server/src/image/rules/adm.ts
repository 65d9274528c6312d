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
  const scale = size / Math.min(pixels.width, pixels.height);
  const width = roundHalfToEven(pixels.width * scale);
  const height = roundHalfToEven(pixels.height * scale);
  const resized = resample(pixels, width, height, 'bicubic');
  return cropAt(resized, (width - size) >> 1, (height - size) >> 1, size);
}

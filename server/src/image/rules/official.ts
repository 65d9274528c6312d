import { cropCenter, shortSideTo } from '../crop';
import type { OpenedImage } from '../openImage';
import { decodeAsPillow } from '../pillow/decodeAsPillow';
import { resizeToRgb } from '../pillow/resizeToRgb';
import type { Pixels } from '../pixels';
import type { Preprocessing } from '../preprocessing';

/**
 * `get_transform` in eval_prob_adaptive.py of the official code, on `Image.open(file)`:
 * torchvision's `Resize(size)` in the image's own mode, `CenterCrop(size)`, `convert("RGB")`. A
 * conversion is pixel by pixel, so it may precede the crop.
 */
export async function official(
  image: OpenedImage,
  { size, resize }: Preprocessing,
): Promise<Pixels> {
  const opened = await decodeAsPillow(image);
  return cropCenter(resizeToRgb(opened, shortSideTo(opened.pixels, size), resize), size);
}

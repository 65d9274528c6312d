import { cropCenter, resizeShortSide } from '../crop';
import { decodeUpright } from '../decodeUpright';
import type { OpenedImage } from '../openImage';
import type { Pixels } from '../pixels';
import type { Preprocessing } from '../preprocessing';

/** The image as a person sees it, its short side resized, the centre cropped. */
export async function product(
  image: OpenedImage,
  { size, resize }: Preprocessing,
): Promise<Pixels> {
  return cropCenter(resizeShortSide(await decodeUpright(image), size, resize), size);
}

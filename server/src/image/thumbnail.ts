import { defaultImageLimits, type ImageLimits } from '../imageLimits';
import { decodeUpright } from './decodeUpright';
import { type OpenedImage, openImage } from './openImage';
import type { Pixels } from './pixels';
import { resample } from './resample';

export interface Thumbnail {
  /** `side` × `side` pixels of RGB, 8 bits a channel, in sRGB; the whole image, out of proportion. */
  pixels: Pixels;
  /** Of the upright image, in pixels; an SVG as large as it is rendered. */
  width: number;
  height: number;
}

/**
 * The whole image as a person sees it (upright, alpha blended onto white), shrunk to a small square.
 * libvips shrinks it while it decodes, so that a JPEG of 20 megapixels takes a twentieth of a second.
 *
 * @throws Failure `image-not-decodable`, `image-not-supported`, `image-over-limit`.
 */
export async function thumbnail(
  bytes: Uint8Array,
  side: number,
  { name = 'The image', limits = defaultImageLimits }: { name?: string; limits?: ImageLimits } = {},
): Promise<Thumbnail> {
  const image = await openImage(bytes, side, limits, name);
  const { width, height } = image.header.autoOrient;
  return { pixels: await shrunk(image, side), width, height };
}

async function shrunk(image: OpenedImage, side: number): Promise<Pixels> {
  const { depth, space, channels } = image.header;
  const isUsual = depth === 'uchar' || depth === 'ushort';
  if (isUsual && channels <= (space === 'cmyk' ? 5 : 4)) {
    return await image.decode((decoder) =>
      decoder
        .autoOrient()
        .flatten({ background: '#ffffff' })
        .resize(side, side, { fit: 'fill' })
        .toColourspace('srgb')
        .raw({ depth: 'uchar' }),
    );
  }
  // How other samples become 8 bits, or why they cannot, is for one place to know.
  return resample(await decodeUpright(image), side, side, 'lanczos');
}

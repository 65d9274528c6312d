import sharp, { type Sharp } from 'sharp';
import { defaultImageLimits, type ImageLimits } from '../imageLimits';
import { decodeUpright } from './decodeUpright';
import { type OpenedImage, openImage } from './openImage';

/** A small picture of an image, for people. */
export interface Picture {
  /** WebP, in sRGB, with the alpha that the image has. */
  data: Uint8Array;
  /** In pixels. */
  width: number;
  height: number;
  /** Of the upright image, in pixels; of an SVG as it says itself. */
  original: { width: number; height: number };
}

/** At 256 pixels a photograph takes 8 kB; encoding with more effort takes twice the time for 5% less. */
const webp = { quality: 80, effort: 2 };

/** Pixels per inch at which a pixel of an SVG is a pixel. */
const svgDensity = 72;

/**
 * The whole image as a person sees it, upright and in its proportions, shrunk while it is decoded.
 *
 * @param size the longer side gets at most so many pixels; a smaller image stays as large as it is.
 * @throws Failure `image-not-decodable`, `image-not-supported`, `image-over-limit`.
 */
export async function picture(
  bytes: Uint8Array,
  size: number,
  { name = 'The image', limits = defaultImageLimits }: { name?: string; limits?: ImageLimits } = {},
): Promise<Picture> {
  const image = await openImage(bytes, size, limits, name);
  const fitted = (decoder: Sharp): Sharp =>
    decoder.resize(size, size, { fit: 'inside', withoutEnlargement: true });
  if (!isUsual(image)) {
    // How other samples become 8 bits, or why they cannot, is for one place to know.
    const { data: raw, ...shape } = await decodeUpright(image);
    const whole = sharp(raw, { raw: { ...shape, channels: 3 } });
    const { data, info } = await fitted(whole).webp(webp).toBuffer({ resolveWithObject: true });
    return { data, width: info.width, height: info.height, original: originalSize(image) };
  }
  const { data, width, height } = await image.decode((decoder) =>
    fitted(decoder.autoOrient()).toColourspace('srgb').webp(webp),
  );
  return { data, width, height, original: originalSize(image) };
}

function isUsual({ header: { depth, space, channels } }: OpenedImage): boolean {
  return (depth === 'uchar' || depth === 'ushort') && channels <= (space === 'cmyk' ? 5 : 4);
}

function originalSize({ header, format }: OpenedImage): Picture['original'] {
  const { width, height } = header.autoOrient;
  const scale = format === 'SVG' ? svgDensity / (header.density ?? svgDensity) : 1;
  const pixels = (side: number): number => Math.max(1, Math.round(side * scale));
  return { width: pixels(width), height: pixels(height) };
}

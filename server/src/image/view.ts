import { centerOf, shortSideTo } from './crop';
import type { OpenedImage } from './openImage';
import type { Preprocessing } from './preprocessing';
import { admFrame } from './rules/adm';
import { turned } from './upright';

interface Size {
  width: number;
  height: number;
}

/** What part of an image the model sees. */
export interface ImageView {
  /** The upright image, in pixels; an SVG as large as it is rendered. */
  image: Size;
  /** The square that the model sees, in pixels of the upright image; they need not be whole. */
  region: Size & { x: number; y: number };
}

/**
 * What the model sees by the rule of preprocessing, and how that is to be turned to be upright: an
 * orientation of EXIF. The rules that follow Pillow turn nothing but TIFF.
 */
export function viewOf(
  { header, format }: Pick<OpenedImage, 'header' | 'format'>,
  { size, preprocessing }: Pick<Preprocessing, 'size' | 'preprocessing'>,
): ImageView & { orientation: number } {
  const image = { ...header.autoOrient };
  const isUpright = preprocessing === 'product' || format === 'TIFF';
  const orientation = isUpright ? 1 : (header.orientation ?? 1);
  const seen = isUpright ? image : { width: header.width, height: header.height };
  const frame = preprocessing === 'adm' ? admFrame(seen, size) : centerFrame(seen, size);
  const [scaleX, scaleY] = [seen.width / frame.width, seen.height / frame.height];
  const corner = (x: number, y: number) =>
    turned({ x: (frame.left + x) * scaleX, y: (frame.top + y) * scaleY }, seen, orientation);
  const [one, other] = [corner(0, 0), corner(size, size)];
  const region = {
    x: Math.min(one.x, other.x),
    y: Math.min(one.y, other.y),
    width: Math.abs(other.x - one.x),
    height: Math.abs(other.y - one.y),
  };
  return { image, region, orientation };
}

function centerFrame(seen: Size, size: number) {
  const resized = shortSideTo(seen, size);
  return { ...resized, ...centerOf(resized, size) };
}

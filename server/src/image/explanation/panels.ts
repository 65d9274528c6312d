import sharp from 'sharp';
import type { Pixels } from '../pixels';
import type { ImageView } from '../view';
import { type Grid, overlay } from './overlay';

/** Pixels of the longer side of a panel. */
export const panelSide = 480;

/** A picture as a data URI, and its size in pixels. */
export interface Panel {
  width: number;
  height: number;
  uri: string;
}

/** Of the picture and the map over it, in whole pixels of the panel. */
interface Place {
  left: number;
  top: number;
  width: number;
  height: number;
}

function fitting({ width, height }: { width: number; height: number }) {
  const scale = panelSide / Math.max(width, height);
  return {
    scale,
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
}

/** Where the region of the picture is in its panel. */
export function placeOf(
  region: ImageView['region'],
  pixels: { width: number; height: number },
): Place {
  const { scale, width, height } = fitting(pixels);
  const left = Math.min(width - 1, Math.round(region.x * scale));
  const top = Math.min(height - 1, Math.round(region.y * scale));
  return {
    left,
    top,
    width: Math.max(1, Math.min(width - left, Math.round(region.width * scale))),
    height: Math.max(1, Math.min(height - top, Math.round(region.height * scale))),
  };
}

async function toPanel(pixels: Pixels): Promise<Panel> {
  const { width, height } = pixels;
  const png = await sharp(pixels.data, { raw: raw(pixels) })
    .png()
    .toBuffer();
  return { width, height, uri: `data:image/png;base64,${png.toString('base64')}` };
}

function raw({ width, height, channels }: Pixels) {
  return { width, height, channels: channels as 1 | 3 | 4 };
}

/** The picture as large as its panel. */
async function enlarged(pixels: Pixels): Promise<Pixels> {
  const { width, height } = fitting(pixels);
  const data = await sharp(pixels.data, { raw: raw(pixels) })
    .resize(width, height, { fit: 'fill', kernel: 'cubic' })
    .raw()
    .toBuffer();
  return { width, height, channels: 3, data };
}

export async function picturePanel(pixels: Pixels): Promise<Panel> {
  return await toPanel(await enlarged(pixels));
}

/** Grey and pale, so that what lies over it is not mixed with colours of the picture: of 0..255. */
const pale = { from: 80, to: 255 };

/** By ITU-R BT.601, of a pixel's red, green and blue. */
function greyOf(data: Uint8Array, at: number): number {
  const luma = 0.299 * data[at]! + 0.587 * data[at + 1]! + 0.114 * data[at + 2]!;
  return pale.from + (luma * (pale.to - pale.from)) / 255;
}

/** The picture in pale grey with a map over the region that it covers. */
export async function mapPanel(
  pixels: Pixels,
  region: ImageView['region'],
  map: Grid,
  scale: number,
): Promise<Panel> {
  const { width, height, data } = await enlarged(pixels);
  const place = placeOf(region, pixels);
  const over = overlay(map, scale, place).data;
  const shown = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i += 3) shown.fill(greyOf(data, i), i, i + 3);
  for (let y = 0; y < place.height; y++) {
    for (let x = 0; x < place.width; x++) {
      const at = 3 * ((place.top + y) * width + place.left + x);
      const from = 4 * (y * place.width + x);
      const opacity = over[from + 3]! / 255;
      for (let channel = 0; channel < 3; channel++) {
        const below = shown[at + channel]!;
        shown[at + channel] = below + opacity * (over[from + channel]! - below);
      }
    }
  }
  return await toPanel({ width, height, channels: 3, data: shown });
}

import { Failure } from '../../failure';
import { notDecodable } from '../notDecodable';
import type { OpenedImage } from '../openImage';
import type { Pixels } from '../pixels';
import { gifFrame, withoutTransparency } from './gifFrame';
import type { Pixels16 } from './resample16';
import { tiffTags } from './tiffTags';

/**
 * An image in the mode that Pillow opens it in. P stands for 1 and P, the palette looked up (taking
 * the nearest pixel and looking up its colour may be done in either order); RGB for L and RGB, RGBA
 * for LA and RGBA (every channel is resized alike).
 */
export type PillowImage =
  | { mode: 'P' | 'RGB' | 'RGBA' | 'CMYK'; pixels: Pixels }
  | { mode: 'I;16'; pixels: Pixels16 };

type Mode = PillowImage['mode'];

/**
 * Decodes to the pixels that Pillow 13 decodes: no ICC profile and (but for TIFF) no EXIF
 * orientation applied, the first frame or page, colours under transparent pixels as they are
 * stored. Equal to the bit for every format it takes, as far as the two builds' libjpeg agree.
 *
 * @throws Failure `image-not-supported` for what Pillow does not read, or reads otherwise: SVG,
 *   AVIF, a GIF whose first frame leaves part of the screen free, TIFF in floating point, with 32
 *   bits, premultiplied alpha, or other colours than grey, RGB, CMYK and palettes.
 */
export async function decodeAsPillow(image: OpenedImage): Promise<PillowImage> {
  switch (image.format) {
    case 'JPEG':
      return await read(image, image.header.space === 'cmyk' ? 'CMYK' : 'RGB');
    case 'PNG':
      return await read(image, pngMode(image));
    case 'WebP':
      return await read(image, image.header.hasAlpha ? 'RGBA' : 'RGB');
    case 'GIF':
      return await readGif(image);
    case 'TIFF':
      return await read(image, tiffMode(image));
    case 'AVIF':
      throw differs(image, 'Pillow interpolates the colours of AVIF otherwise');
    case 'SVG':
      throw differs(image, 'Pillow reads no SVG');
  }
}

/** By the first chunk: bits a sample at 24; at 25 0 grey, 2 RGB, 3 palette, 4 and 6 with alpha. */
function pngMode({ bytes }: OpenedImage): Mode {
  const bits = bytes[24]!;
  switch (bytes[25]!) {
    case 0:
      if (bits === 16) return 'I;16';
      return bits === 1 ? 'P' : 'RGB';
    case 2:
      return 'RGB';
    case 3:
      return 'P';
    default:
      return 'RGBA';
  }
}

function tiffMode(image: OpenedImage): Mode {
  const { depth, bitsPerSample } = image.header;
  const { photometric, extraSamples, littleEndian } = within(image, () => tiffTags(image.bytes));
  const mode = `${photometric} ${depth}${extraSamples === undefined ? '' : ` ${extraSamples}`}`;
  switch (mode) {
    case '0 uchar':
    case '1 uchar':
      return bitsPerSample === 1 ? 'P' : 'RGB';
    case '0 ushort':
    case '1 ushort':
      // Of the other order Pillow 13 resizes the two bytes swapped.
      if (littleEndian) return 'I;16';
      break;
    case '2 uchar':
    case '2 ushort':
      return 'RGB';
    case '2 uchar 2':
    case '2 ushort 2':
      return 'RGBA';
    case '3 uchar':
      return 'P';
    case '5 uchar':
      return 'CMYK';
  }
  throw differs(image, 'a TIFF of this kind is read otherwise, or not at all, by Pillow');
}

async function readGif(image: OpenedImage): Promise<PillowImage> {
  const frame = within(image, () => gifFrame(image.bytes));
  if (!frame.fillsScreen) {
    throw differs(image, 'the part of a GIF that its first frame leaves free has another colour');
  }
  const opaque = withoutTransparency(image.bytes, frame);
  return await read(image, frame.isGrey ? 'RGB' : 'P', opaque);
}

const channelsOf: Readonly<Record<Mode, number>> = { P: 3, RGB: 3, RGBA: 4, CMYK: 4, 'I;16': 1 };

async function read(
  image: OpenedImage,
  mode: Mode,
  bytes: Uint8Array = image.bytes,
): Promise<PillowImage> {
  const space = mode === 'CMYK' ? 'cmyk' : mode === 'I;16' ? 'grey16' : 'srgb';
  const { width, height, channels, data } = await image.decode(
    (decoder) => {
      if (image.format === 'TIFF') decoder.autoOrient();
      if (mode !== 'RGBA') decoder.removeAlpha();
      return decoder
        .pipelineColourspace(space)
        .toColourspace(space)
        .raw({ depth: mode === 'I;16' ? 'ushort' : 'uchar' });
    },
    { ignoreIcc: true, bytes },
  );
  if (channels !== channelsOf[mode]) {
    throw notDecodable(image.name, `it has other channels than it says, ${channels} of them`);
  }
  return mode === 'I;16'
    ? { mode, pixels: { width, height, data: uint16(data) } }
    : { mode, pixels: { width, height, channels, data } };
}

function uint16(data: Buffer): Uint16Array {
  return new Uint16Array(data.buffer, data.byteOffset, data.length / 2);
}

/** `parse`, whose RangeError means that the file ends too early or points outside itself. */
function within<T>(image: OpenedImage, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw notDecodable(image.name, 'it is cut short');
  }
}

function differs({ name, format }: OpenedImage, why: string): Failure {
  return new Failure(
    'image-not-supported',
    `${name} cannot be read by the preprocessing rules "official" and "adm", which are Pillow's to the bit: ${why}. Use the rule "product", or convert the image to PNG first.`,
    { image: name, format },
  );
}

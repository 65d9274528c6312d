import { floatToBytes } from './floatToBytes';
import { notDecodable } from './notDecodable';
import type { OpenedImage } from './openImage';
import type { Pixels } from './pixels';

/**
 * Decodes as a person sees the image: RGB, 8 bits a channel, in sRGB (from its ICC profile, CMYK
 * without one from libvips's own), EXIF orientation applied, alpha blended onto white, greyscale
 * expanded, the upper 8 of 16 bits, the first frame or page. TIFF in floating point:
 * {@link floatToBytes}.
 *
 * @throws Failure `image-not-decodable` when it is cut short or damaged, has too many channels, or
 *   samples that are signed, of 32 bits, or of an unknown range; `image-over-limit` when it takes
 *   too long.
 */
export async function decodeUpright(image: OpenedImage): Promise<Pixels> {
  const { name, header } = image;
  switch (header.depth) {
    case 'uchar':
    case 'ushort':
      if (header.channels > (header.space === 'cmyk' ? 5 : 4)) {
        throw notDecodable(
          name,
          `it has ${header.channels} channels`,
          'Expected grey, RGB or CMYK, with or without alpha.',
        );
      }
      return await image.decode((decoder) =>
        decoder
          .autoOrient()
          .flatten({ background: '#ffffff' })
          .toColourspace('srgb')
          .raw({ depth: 'uchar' }),
      );
    case 'float':
    case 'double':
      return await decodeFloat(image);
    default:
      throw notDecodable(
        name,
        `its samples are of type ${header.depth}, whose white is unknown`,
        'Expected 8 or 16 bits without a sign, or floating point.',
      );
  }
}

async function decodeFloat(image: OpenedImage): Promise<Pixels> {
  const { name, header } = image;
  const { space } = header;
  const { width, height, channels, data } = await image.decode((decoder) =>
    decoder.autoOrient().pipelineColourspace(space).toColourspace(space).raw({ depth: 'float' }),
  );
  // As decoded: the header may call three channels grey, of which one is left.
  if (channels !== header.channels || (channels !== 1 && channels !== 3)) {
    const expected = 'Expected grey or RGB in floating point.';
    throw notDecodable(name, `it has ${header.channels} channels of floating point`, expected);
  }
  const samples = new Float32Array(data.buffer, data.byteOffset, width * height * channels);
  const bytes = asBytes(samples, name);
  return { width, height, channels: 3, data: channels === 3 ? bytes : repeated(bytes) };
}

function asBytes(samples: Float32Array, name: string): Uint8Array {
  try {
    return floatToBytes(samples);
  } catch (error) {
    const expected = 'Expected floating point within 0..1, or within 0..255.';
    throw notDecodable(name, (error as RangeError).message, expected);
  }
}

/** Each grey three times. */
function repeated(grey: Uint8Array): Uint8Array {
  const rgb = new Uint8Array(3 * grey.length);
  for (let i = 0; i < rgb.length; i++) rgb[i] = grey[Math.trunc(i / 3)]!;
  return rgb;
}

import sharp from 'sharp';
import { Failure } from '../failure';
import type { Pixels } from './pixels';

/** Above the 200-megapixel cameras of telephones; 2^28 pixels take 0.8 GB once decoded. */
const maxPixels = 2 ** 28;

/**
 * Decodes an image file to RGB, 8 bits a channel, in sRGB: EXIF orientation applied, alpha blended
 * onto white, greyscale expanded, 16 bits reduced, the first frame of an animation.
 *
 * @param bytes The content of a JPEG, PNG or WebP file (GIF, TIFF and AVIF work as well).
 * @param name What a failure calls the image, usually its path.
 * @throws Failure `image-not-decodable` when the content is none of these, is cut short or
 *   damaged, or has more than {@link maxPixels} pixels.
 */
export async function decode(bytes: Uint8Array, name = 'The image'): Promise<Pixels> {
  if (bytes.length === 0) {
    throw notDecodable(name, 'it is empty');
  }
  try {
    // Cameras write JPEGs that libjpeg warns of though no pixel is harmed: only errors stop us.
    const image = sharp(bytes, { failOn: 'error', limitInputPixels: maxPixels });
    const { data, info } = await image
      .autoOrient()
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, channels: info.channels, data };
  } catch (error) {
    throw notDecodable(name, reason(error));
  }
}

function reason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (message.includes('exceeds pixel limit')) {
    return `it has more than ${Math.floor(maxPixels / 1e6)} megapixels; make it smaller first`;
  }
  return message.split('\n')[0]!;
}

function notDecodable(name: string, why: string): Failure {
  return new Failure(
    'image-not-decodable',
    `${name} could not be decoded: ${why}. Expected a whole JPEG, PNG or WebP image.`,
    { image: name, reason: why },
  );
}

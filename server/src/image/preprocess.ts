import { Failure } from '../failure';
import { cropCenter, resizeShortSide } from './crop';
import { decode } from './decode';
import type { ResizeFilter } from './filters';
import type { Pixels } from './pixels';

/** Beyond any panorama; at 200 the resized strip before the crop still fits in memory at any size. */
const maxAspectRatio = 200;

/** See docs/method.md. */
export type PreprocessingRule = 'product' | 'official' | 'adm';

/** How a model wants its images; `image` in its classifier.json. */
export interface Preprocessing {
  /** Width and height of what the denoiser sees, in pixels. */
  size: number;
  resize: ResizeFilter;
  crop: 'center';
}

export interface PreparedImage {
  /** Of shape [3, size, size] (RGB planes), in -1..1. */
  x0: Float32Array;
  /** Of the decoded image before resizing, upright, in pixels. */
  width: number;
  height: number;
}

/**
 * From the bytes of an image file to x0: decode, resize the short side, crop the centre, scale.
 *
 * @param name What a failure calls the image, usually its path.
 * @throws Failure `image-not-decodable`, also when one side is over {@link maxAspectRatio} times
 *   the other.
 */
export async function preprocess(
  bytes: Uint8Array,
  { size, resize }: Preprocessing,
  name = 'The image',
): Promise<PreparedImage> {
  const pixels = await decode(bytes, name);
  const { width, height } = pixels;
  if (Math.max(width, height) > maxAspectRatio * Math.min(width, height)) {
    throw new Failure(
      'image-not-decodable',
      `${name} is a strip of ${width}x${height} pixels. Expected sides within ${maxAspectRatio} to 1; crop it first.`,
      { image: name, reason: `${width}x${height} pixels` },
    );
  }
  const x0 = toPlanes(cropCenter(resizeShortSide(pixels, size, resize), size));
  return { x0, width, height };
}

/** Channel by channel, 0..255 mapped onto -1..1 (v / 127.5 - 1). */
function toPlanes({ width, height, channels, data }: Pixels): Float32Array {
  const plane = width * height;
  const planes = new Float32Array(channels * plane);
  for (let channel = 0; channel < channels; channel++) {
    for (let i = 0; i < plane; i++) {
      planes[channel * plane + i] = data[i * channels + channel]! / 127.5 - 1;
    }
  }
  return planes;
}

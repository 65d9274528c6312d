import {
  cropAt,
  decodeUpright,
  openImage,
  type Pixels,
  resample,
  resizeShortSide,
} from '../../image';
import type { ImageLimits } from '../../imageLimits';
import type { PixelSettings } from '../../models';

/**
 * From the bytes of an image file to `pixel_values` of shape [3, size, size] (RGB planes), as
 * `CLIPImageProcessor` of transformers makes them: resized, cropped (an odd margin is halved
 * downwards), scaled, and of each channel (value - mean) / std.
 *
 * @param name what a failure calls the image.
 * @throws Failure `image-not-decodable`, `image-not-supported`, `image-over-limit`.
 */
export async function pixelValues(
  bytes: Uint8Array,
  settings: PixelSettings,
  name: string,
  limits: ImageLimits,
): Promise<Float32Array> {
  const { resize, size, filter } = settings;
  const pixels = await decodeUpright(await openImage(bytes, size, limits, name));
  const resized =
    'side' in resize
      ? resample(pixels, resize.side, resize.side, filter)
      : resizeShortSide(pixels, resize.shortSide, filter);
  const [left, top] = [resized.width - size, resized.height - size].map((margin) => margin >> 1);
  return normalisedPlanes(cropAt(resized, left!, top!, size), settings);
}

function normalisedPlanes(
  { width, height, channels, data }: Pixels,
  { scale, mean, std }: PixelSettings,
): Float32Array {
  const plane = width * height;
  const planes = new Float32Array(3 * plane);
  for (let channel = 0; channel < 3; channel++) {
    for (let i = 0; i < plane; i++) {
      const value = data[i * channels + channel]! * scale;
      planes[channel * plane + i] = (value - mean[channel]!) / std[channel]!;
    }
  }
  return planes;
}

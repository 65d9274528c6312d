import * as z from 'zod';
import { imageSize } from './classifierConfig';
import { modelInvalid } from './modelInvalid';
import { nullable } from './nullable';
import { readRequiredJson } from './readJson';

export const preprocessorName = 'preprocessor_config.json';

/** How an image becomes `pixel_values`: resized, cropped to a square, scaled and normalised. */
export interface PixelSettings {
  /** The short side to that many pixels, in proportion; or both sides, out of it. */
  resize: { shortSide: number } | { side: number };
  filter: 'box' | 'bilinear' | 'bicubic' | 'lanczos';
  /** Side of the square in the middle that the model takes. */
  size: number;
  /** What values of 0..255 are multiplied with. */
  scale: number;
  /** Of red, green and blue: (value · scale - mean) / std. */
  mean: readonly [number, number, number];
  std: readonly [number, number, number];
}

/** Pillow's numbers for its filters, but for 0 (nearest) and 5 (Hamming). */
export const filters = { 1: 'lanczos', 2: 'bilinear', 3: 'bicubic', 4: 'box' } as const;

/** What `CLIPImageProcessor` of transformers takes for granted. */
const usual = {
  size: 224,
  resample: 3,
  scale: 1 / 255,
  mean: [0.48145466, 0.4578275, 0.40821073],
  std: [0.26862954, 0.26130258, 0.27577711],
} as const;

const channels = z.tuple([z.number(), z.number(), z.number()]);
const square = z
  .object({ height: imageSize, width: imageSize })
  .refine(({ height, width }) => height === width, 'expected height and width to be equal')
  .transform(({ height }) => height);

export const preprocessorSchema = z.object({
  do_resize: nullable(z.literal(true)),
  /** A bare number, as in older files, is of the short side. */
  size: nullable(
    z.union([
      imageSize.transform((shortSide) => ({ shortSide })),
      z
        .object({ shortest_edge: imageSize })
        .transform((size) => ({ shortSide: size.shortest_edge })),
      square.transform((side) => ({ side })),
    ]),
  ),
  resample: nullable(z.literal([1, 2, 3, 4])),
  do_center_crop: nullable(z.boolean()),
  crop_size: nullable(z.union([imageSize, square])),
  do_rescale: nullable(z.boolean()),
  rescale_factor: nullable(z.number().positive()),
  do_normalize: nullable(z.boolean()),
  image_mean: nullable(channels),
  image_std: nullable(
    channels.refine((std) => std.every((value) => value > 0), 'expected numbers above 0'),
  ),
});

/**
 * Reads preprocessor_config.json as `CLIPImageProcessor` of transformers does.
 *
 * @throws Failure `model-invalid`, also where it does not make a square of every image.
 */
export async function readPixelSettings(folder: string): Promise<PixelSettings> {
  const written = await readRequiredJson(folder, preprocessorName, preprocessorSchema);
  const resize = written.size ?? { shortSide: usual.size };
  const shortest = 'side' in resize ? resize.side : resize.shortSide;
  const isCropped = written.do_center_crop ?? true;
  if (!isCropped && !('side' in resize)) {
    throw modelInvalid(
      folder,
      preprocessorName,
      'field do_center_crop: expected true, or "height" and "width" in "size": images would keep their proportions, and the model takes squares',
    );
  }
  const size = isCropped ? (written.crop_size ?? usual.size) : shortest;
  if (size > shortest) {
    throw modelInvalid(
      folder,
      preprocessorName,
      `field crop_size: expected at most ${shortest}, which images are resized to, but found ${size}`,
    );
  }
  const isNormalised = written.do_normalize ?? true;
  return {
    resize,
    filter: filters[written.resample ?? usual.resample],
    size,
    scale: (written.do_rescale ?? true) ? (written.rescale_factor ?? usual.scale) : 1,
    mean: isNormalised ? (written.image_mean ?? usual.mean) : [0, 0, 0],
    std: isNormalised ? (written.image_std ?? usual.std) : [1, 1, 1],
  };
}

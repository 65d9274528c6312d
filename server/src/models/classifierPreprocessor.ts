import path from 'node:path';
import * as z from 'zod';
import { modelInvalid } from './modelInvalid';
import { nullable } from './nullable';
import {
  filters,
  type PixelSettings,
  preprocessorName,
  preprocessorSchema,
} from './preprocessorConfig';
import { readJson } from './readJson';

/** What ConvNextImageProcessor, which ResNets have on the hub, does of a size below this one. */
const cropsBelow = 384;

const schema = preprocessorSchema.extend({
  /** Of ConvNextImageProcessor: the share of the resized side that is kept. */
  crop_pct: nullable(z.number().gt(0).max(1)),
});

type Written = z.infer<typeof schema>;

/** How an image becomes a square, as the image processors of transformers do it. */
function squareOf({ size, crop_size: crop, crop_pct: share, do_center_crop }: Written) {
  if (!size) return 'field size: expected the side that images are resized to';
  if (share !== undefined && 'shortSide' in size) {
    const { shortSide: side } = size;
    return side < cropsBelow
      ? { resize: { shortSide: Math.floor(side / share) }, size: side }
      : { resize: { side }, size: side };
  }
  if (do_center_crop ?? crop !== undefined) {
    if (crop === undefined) return 'field crop_size: expected it, as do_center_crop is true';
    const shortest = 'side' in size ? size.side : size.shortSide;
    return crop > shortest
      ? `field crop_size: expected at most ${shortest}, which images are resized to, but found ${crop}`
      : { resize: size, size: crop };
  }
  if ('side' in size) return { resize: size, size: size.side };
  // ViTImageProcessor of older files: a bare number is of both sides.
  return { resize: { side: size.shortSide }, size: size.shortSide };
}

/**
 * Reads preprocessor_config.json of an image classifier, as the image processors of ViT, DeiT,
 * ConvNeXt and their like in transformers do. What differs between them has to be written there:
 * size, image_mean and image_std.
 *
 * @param given a file to read in place of the one in `folder`.
 * @throws Failure `model-invalid`, also where it says too little.
 */
export async function readClassifierPixels(folder: string, given?: string): Promise<PixelSettings> {
  const place = given === undefined ? folder : path.dirname(given);
  const name = given === undefined ? preprocessorName : path.basename(given);
  const written = await readJson(place, name, schema);
  if (!written) {
    throw modelInvalid(
      place,
      name,
      'is missing: expected how an image becomes the input, such as {"size": {"height": 224, "width": 224}, "resample": 3, "image_mean": [0.485, 0.456, 0.406], "image_std": [0.229, 0.224, 0.225]} (docs/comparisons.md)',
    );
  }
  const square = squareOf(written);
  if (typeof square === 'string') throw modelInvalid(place, name, square);
  const isNormalised = written.do_normalize ?? true;
  const { image_mean: mean, image_std: std } = written;
  if (isNormalised && !(mean && std)) {
    const field = mean ? 'image_std' : 'image_mean';
    throw modelInvalid(
      place,
      name,
      `field ${field}: expected three numbers, or "do_normalize": false`,
    );
  }
  return {
    ...square,
    filter: filters[written.resample ?? 2],
    scale: (written.do_rescale ?? true) ? (written.rescale_factor ?? 1 / 255) : 1,
    mean: isNormalised ? mean! : [0, 0, 0],
    std: isNormalised ? std! : [1, 1, 1],
  };
}

import { defaultImageLimits, type ImageLimits } from '../imageLimits';
import { type OpenedImage, openImage } from './openImage';
import type { Pixels } from './pixels';
import type { Preprocessing, PreprocessingRule } from './preprocessing';
import { adm } from './rules/adm';
import { official } from './rules/official';
import { product } from './rules/product';
import { viewOf } from './view';

export interface PreprocessOptions {
  /** What a failure calls the image, usually its path. */
  name?: string;
  limits?: ImageLimits;
}

/** From an image file to RGB of `size` × `size`, 8 bits a channel. */
type Rule = (image: OpenedImage, preprocessing: Preprocessing) => Promise<Pixels>;
const rules: Readonly<Record<PreprocessingRule, Rule>> = { product, official, adm };

export interface Preprocessed {
  /** [3, size, size] (RGB planes), in -1..1. */
  pixels: Float32Array;
  view: ReturnType<typeof viewOf>;
}

/**
 * From the bytes of an image file to what the model sees of it, by the rule of preprocessing.
 *
 * @throws Failure `image-not-decodable`, `image-not-supported`, `image-over-limit`.
 */
export async function preprocess(
  bytes: Uint8Array,
  preprocessing: Preprocessing,
  { name = 'The image', limits = defaultImageLimits }: PreprocessOptions = {},
): Promise<Preprocessed> {
  const image = await openImage(bytes, preprocessing.size, limits, name);
  const rule = preprocessing.preprocessing ?? 'product';
  const pixels = toPlanes(await rules[rule](image, preprocessing));
  return { pixels, view: viewOf(image, { ...preprocessing, preprocessing: rule }) };
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

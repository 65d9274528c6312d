import { RequestType } from 'vscode-languageserver-protocol';
import * as z from 'zod';
import type { FailureData } from './failures';
import { image } from './fields';

export const thumbnailParamsSchema = z.strictObject({
  /** A `file:` URI or an absolute path. */
  image,
  /** Its longer side gets at most so many pixels. */
  size: z.int().min(16).max(1_024),
});

export type ThumbnailParams = z.infer<typeof thumbnailParamsSchema>;

export interface Thumbnail {
  /** `data:image/webp;base64,...` */
  data: string;
  /** In pixels. */
  width: number;
  height: number;
  /** The image as a person sees it, upright, in pixels. */
  original: { width: number; height: number };
}

/**
 * A small picture of an image in any format that can be classified, within the same limits. Work on
 * the denoiser does not hold it up.
 */
export namespace ThumbnailRequestMessage {
  export const method = 'diffusionClassifier/thumbnail';
  export const type = new RequestType<ThumbnailParams, Thumbnail, FailureData>(method);
}

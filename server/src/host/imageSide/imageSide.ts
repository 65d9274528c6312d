import type { Warning } from '../messages';

/** From the pixels of an image to what noise is added to. */
export interface ImageSide {
  /** Of x0: [channels, height, width]. */
  readonly shape: readonly [channels: number, height: number, width: number];
  /** Pixels of the image to one of x0, a side: 1 where x0 is the image. */
  readonly downscale: number;
  readonly warnings: readonly Warning[];
  /**
   * @param pixels [3, size, size] in [-1, 1].
   * @returns x0, [channels, height, width].
   */
  x0(pixels: Float32Array): Promise<Float32Array>;
}

/** Of a model in pixel space: x0 is the image itself. */
export function pixelSide(size: number): ImageSide {
  return { shape: [3, size, size], downscale: 1, warnings: [], x0: async (pixels) => pixels };
}

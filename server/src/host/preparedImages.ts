import { createHash } from 'node:crypto';
import { imageName, type Preprocessing, preprocess, readImage } from '../image';
import type { PreparedImage, PrepareParams } from './messages';

/** 64 images of 3x512x512 are 200 MB, of 3x32x32 less than one. */
const kept = 64;

/** The images that were prepared last, ready for the denoiser, by their content and the rule. */
export class PreparedImages {
  private readonly entries = new Map<string, Float32Array>();

  constructor(private readonly preprocessing: Preprocessing) {}

  /**
   * @throws Failure `image-not-found`, `image-not-readable`, `image-not-supported`,
   *   `image-not-decodable`, `image-over-limit`.
   */
  async prepare({ image, preprocessing, limits }: PrepareParams): Promise<PreparedImage> {
    const bytes = await readImage(image, limits);
    const rule = preprocessing ?? this.preprocessing.preprocessing ?? 'product';
    const key = `${createHash('sha256').update(bytes).digest('hex')}-${rule}`;
    const x0 =
      this.entries.get(key) ??
      (await preprocess(
        bytes,
        { ...this.preprocessing, preprocessing: rule },
        { name: imageName(image), limits },
      ));
    this.keep(key, x0);
    return { key };
  }

  /** x0 of a prepared image, [3, size, size] in [-1, 1]; undefined when it is not, or no longer, kept. */
  x0(key: string): Float32Array | undefined {
    const x0 = this.entries.get(key);
    if (x0) this.keep(key, x0);
    return x0;
  }

  /** A Map iterates in order of insertion: the first key is the one not used for longest. */
  private keep(key: string, x0: Float32Array): void {
    this.entries.delete(key);
    this.entries.set(key, x0);
    if (this.entries.size > kept) this.entries.delete(this.entries.keys().next().value!);
  }
}

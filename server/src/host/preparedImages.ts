import { createHash } from 'node:crypto';
import {
  imageName,
  type PreparedImage as PreprocessedImage,
  type Preprocessing,
  preprocess,
  readImage,
} from '../image';
import type { PreparedImage, PrepareParams } from './messages';

/** 64 images of 3x512x512 are 200 MB, of 3x32x32 less than one. */
const kept = 64;

/** The images that were prepared last, ready for the denoiser, by the SHA-256 of their file. */
export class PreparedImages {
  private readonly entries = new Map<string, PreprocessedImage>();

  constructor(private readonly preprocessing: Preprocessing) {}

  /** @throws Failure `image-not-found`, `image-not-readable`, `image-not-decodable`. */
  async prepare({ image }: PrepareParams): Promise<PreparedImage> {
    const bytes = await readImage(image);
    const key = createHash('sha256').update(bytes).digest('hex');
    const entry =
      this.entries.get(key) ?? (await preprocess(bytes, this.preprocessing, imageName(image)));
    this.keep(key, entry);
    return { key, width: entry.width, height: entry.height };
  }

  /** x0 of a prepared image, [3, size, size] in [-1, 1]; undefined when it is not, or no longer, kept. */
  x0(key: string): Float32Array | undefined {
    const entry = this.entries.get(key);
    if (entry) this.keep(key, entry);
    return entry?.x0;
  }

  /** A Map iterates in order of insertion: the first key is the one not used for longest. */
  private keep(key: string, entry: PreprocessedImage): void {
    this.entries.delete(key);
    this.entries.set(key, entry);
    if (this.entries.size > kept) this.entries.delete(this.entries.keys().next().value!);
  }
}

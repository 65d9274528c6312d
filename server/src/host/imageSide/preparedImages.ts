import { createHash } from 'node:crypto';
import { Failure } from '../../failure';
import {
  imageName,
  type Preprocessed,
  type Preprocessing,
  preprocess,
  readImage,
} from '../../image';
import { Kept } from '../kept';
import type { PreparedImage, PrepareParams } from '../messages';
import type { ImageSide } from './imageSide';

/** 85 images of 3x512x512. */
const keptBytes = 256 * 2 ** 20;

/** However small they are: a run of thousands comes back to none of them. */
const keptImages = 256;

/** What noise is added to, and what part of the image it stands for. */
interface Prepared {
  x0: Float32Array;
  view: Preprocessed['view'];
}

/** x0 of the images that were prepared last, by their content and the rule of preprocessing. */
export class PreparedImages {
  private readonly kept: Kept<Prepared>;

  constructor(
    private readonly preprocessing: Preprocessing,
    private readonly side: Pick<ImageSide, 'x0'>,
    private readonly most = keptBytes,
  ) {
    this.kept = new Kept(most);
  }

  /**
   * @throws Failure `image-not-found`, `image-not-readable`, `image-not-supported`,
   *   `image-not-decodable`, `image-over-limit`; what the image side throws.
   */
  async prepare({ image, preprocessing, limits }: PrepareParams): Promise<PreparedImage> {
    const bytes = await readImage(image, limits);
    const rule = preprocessing ?? this.preprocessing.preprocessing ?? 'product';
    const key = `${createHash('sha256').update(bytes).digest('hex')}-${rule}`;
    if (!this.kept.get(key)) {
      const how = { ...this.preprocessing, preprocessing: rule };
      const { pixels, view } = await preprocess(bytes, how, { name: imageName(image), limits });
      const x0 = await this.side.x0(pixels);
      this.kept.set(key, { x0, view }, Math.max(x0.byteLength, this.most / keptImages));
    }
    return { key };
  }

  /** @throws Failure `image-not-found` with the key, where that image is not, or no longer, kept. */
  get(key: string): Prepared {
    const prepared = this.kept.get(key);
    if (prepared) return prepared;
    throw new Failure('image-not-found', `Image ${key} is not prepared: prepare it first.`, {
      key,
    });
  }
}

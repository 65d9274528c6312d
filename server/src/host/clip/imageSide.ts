import { createHash } from 'node:crypto';
import { imageName, readImage } from '../../image';
import type { PixelSettings } from '../../models';
import { Kept } from '../kept';
import type { ScoresParams } from '../messages';
import type { Embedding } from './embedding';
import type { EncoderGraph } from './encoderGraph';
import { pixelValues } from './pixelValues';

/** 8,192 images of CLIP's 512 numbers. */
const keptBytes = 16 * 2 ** 20;

/** Images to embeddings; of the last ones they are kept, by content. */
export class ImageSide {
  private readonly kept = new Kept<Embedding>(keptBytes);

  constructor(
    private readonly encoder: EncoderGraph,
    private readonly settings: PixelSettings,
  ) {}

  /**
   * @throws Failure `image-not-found`, `image-not-readable`, `image-not-supported`,
   *   `image-not-decodable`, `image-over-limit`; `out-of-memory`, `host-failed`, `model-invalid`.
   */
  async embedding({ image, limits }: Pick<ScoresParams, 'image' | 'limits'>): Promise<Embedding> {
    const bytes = await readImage(image, limits);
    const key = createHash('sha256').update(bytes).digest('hex');
    const known = this.kept.get(key);
    if (known) return known;
    const pixels = await pixelValues(bytes, this.settings, imageName(image), limits);
    const [embedding] = await this.encoder.embeddings({ pixels }, 'image_embeds');
    this.kept.set(key, embedding!, embedding!.byteLength);
    return embedding!;
  }
}

import { createHash } from 'node:crypto';
import { imageName, readImage, thumbnail } from '../../image';
import type { Fingerprint, FingerprintParams } from '../messages';
import { hashedSide, perceptualHash } from './perceptualHash';

/**
 * What tells an image from others, by its bytes and by how it looks. Needs no model.
 *
 * @throws Failure `image-not-found`, `image-not-readable`, `image-not-supported`,
 *   `image-not-decodable`, `image-over-limit`.
 */
export async function fingerprint({ image, limits }: FingerprintParams): Promise<Fingerprint> {
  const bytes = await readImage(image, limits);
  const content = createHash('sha256').update(bytes).digest('hex');
  const { pixels, width, height } = await thumbnail(bytes, hashedSide, {
    name: imageName(image),
    limits,
  });
  return { content, perceptual: perceptualHash(pixels.data) ?? null, width, height };
}

import { imageName, picture, readImage } from '../../image';
import type { Thumbnail } from '../../protocol';
import type { MakeThumbnailParams } from '../messages';

/** @throws Failure `image-...`. */
export async function makeThumbnail({
  image,
  size,
  limits,
}: MakeThumbnailParams): Promise<Thumbnail> {
  const bytes = await readImage(image, limits);
  const { data, ...sizes } = await picture(bytes, size, { name: imageName(image), limits });
  const base64 = Buffer.from(data).toString('base64');
  return { data: `data:image/webp;base64,${base64}`, ...sizes };
}

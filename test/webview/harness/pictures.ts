import path from 'node:path';
import sharp from 'sharp';
import { packageRoot } from '../../../server/src/packageRoot';

const samples = path.join(packageRoot(), 'media/samples');
const names = ['bird', 'cat', 'deer', 'dog', 'horse'];
const made = new Map<string, Promise<Buffer>>();

/**
 * A photograph for a path of a made-up run: of the label that is named in it, or by its number.
 *
 * @throws Error where the path has `missing` in it, as for a file that is gone
 */
export function pictureOf(image: string): Promise<Buffer> {
  if (image.includes('missing')) throw new Error(`${image} is missing`);
  const number = Number(image.match(/(\d+)\.\w+$/)?.[1] ?? 0);
  const name = names.find((each) => image.includes(each)) ?? names[number % names.length]!;
  const picture = made.get(name) ?? small(path.join(samples, `${name}.jpg`));
  made.set(name, picture);
  return picture;
}

/** As most of what people classify: a page full of large photographs would take long to decode. */
function small(file: string): Promise<Buffer> {
  return sharp(file).resize(320).jpeg().toBuffer();
}

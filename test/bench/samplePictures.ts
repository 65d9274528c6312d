import { readdirSync } from 'node:fs';
import path from 'node:path';
import { packageRoot } from '../../server/src/packageRoot';

/** What the bundled model knows. */
export const tenLabels = 'airplane,automobile,bird,cat,deer,dog,frog,horse,ship,truck'.split(',');

export const bundledModel = (): string => path.join(packageRoot(), 'models', 'everyday-32');

/** The pictures that come with the package. */
export function samplePictures(): string[] {
  const folder = path.join(packageRoot(), 'media', 'samples');
  const pictures = readdirSync(folder).filter((name) => name.endsWith('.jpg'));
  return pictures.map((name) => path.join(folder, name));
}

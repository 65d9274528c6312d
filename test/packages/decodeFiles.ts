import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import { decodeUpright, openImage } from '../../server/src/image';
import { defaultImageLimits } from '../../server/src/imageLimits';

/** Decodes the files that it is given and prints what came of them: see decoding.test.ts. */
async function main(files: string[]): Promise<void> {
  const decoded: Record<string, string> = {};
  for (const file of files) {
    try {
      const image = await openImage(await fs.readFile(file), 64, defaultImageLimits, file);
      const { width, height, channels, data } = await decodeUpright(image);
      const digest = createHash('sha256').update(data).digest('hex');
      decoded[file] = `${width}x${height}x${channels} ${digest}`;
    } catch (error) {
      decoded[file] = (error as Error).message;
    }
  }
  const maps = await fs.readFile('/proc/self/maps', 'utf8');
  const libraries = [...maps.matchAll(/\/([^/\n]+\.(?:so[.\d]*|node))$/gm)].map(([, name]) => name);
  process.stdout.write(JSON.stringify({ decoded, libraries: [...new Set(libraries)] }));
}

void main(process.argv.slice(2));

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * The folder of this package's package.json, above the bundle or the source file that runs:
 * where `models/` and `dist/` lie in a checkout and in an installed extension alike.
 */
export function packageRoot(): string {
  for (let folder = __dirname; ; folder = path.dirname(folder)) {
    const manifest = path.join(folder, 'package.json');
    if (
      existsSync(manifest) &&
      JSON.parse(readFileSync(manifest, 'utf8')).name === 'diffusion-classifier'
    ) {
      return folder;
    }
    if (folder === path.dirname(folder)) {
      throw new Error(`No package.json of diffusion-classifier above ${__dirname}`);
    }
  }
}

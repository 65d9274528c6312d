/**
 * At what distance of their perceptual hashes copies of a picture lie, and at what other pictures do:
 * the table in docs/sorting.md.
 *
 *   node test/bench/duplicates/run.mjs FOLDER_OF_DIFFERENT_PICTURES [MOST]
 */
import { rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const here = path.dirname(fileURLToPath(import.meta.url));
// Inside the package, so that it finds sharp.
const outfile = path.resolve(here, `../../../out/duplicates-${process.pid}.cjs`);
try {
  await build({
    entryPoints: [path.join(here, 'main.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    external: ['sharp'],
    logLevel: 'warning',
  });
  await import(pathToFileURL(outfile).href);
} finally {
  rmSync(outfile, { force: true });
}

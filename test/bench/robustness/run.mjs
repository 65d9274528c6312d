/**
 * The bundled diffusion classifier and supervised ResNets, clean and under fifteen corruptions, and how
 * far the former lies off the line of the latter. docs/effective-robustness.md says what came out.
 *
 *   python models/training/train_resnet.py --data DATA --out RESNETS
 *   python test/bench/robustness/make_corrupted.py IMAGES CORRUPTED --images 100 --severities 3
 *   npm run build
 *   node test/bench/robustness/run.mjs --corrupted CORRUPTED --classifiers RESNETS [--cache FOLDER]
 *
 * Writes results.json beside this file, the tables of the document and its picture. What the diffusion
 * model has computed is kept in the cache: an interrupted run goes on there.
 */

import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, '../../..');
// Within dist/, from where the program finds its package.
const outfile = path.join(root, 'dist', 'test', 'robustness.js');
await build({
  entryPoints: [path.join(here, 'main.ts')],
  outfile,
  bundle: true,
  platform: 'node',
  target: 'node20',
  external: ['lmdb', 'onnxruntime-node', 'sharp'],
  alias: {
    'vega-canvas': path.join(root, 'node_modules/vega-canvas/build/vega-canvas.browser.js'),
  },
  logLevel: 'warning',
});
const { status } = spawnSync(process.execPath, [outfile, ...process.argv.slice(2)], {
  stdio: 'inherit',
});
process.exitCode = status ?? 1;

// What 1,000 labels cost a model that reads text, and what they cost the next image: a text encoder
// of Stable Diffusion 1.5's size with random weights, and a denoiser so small that it hardly counts.
//
//     npm run build && node test/bench/label_embeddings.mjs --python PYTHON --cache FOLDER [--labels 1000]
//
// PYTHON has models/export/requirements.txt installed. FOLDER gets a checkpoint and an export of it,
// 0.5 GB each, and is used again. Memory is read on Linux.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { loadavg } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { root, startHost } from './hostProcess.mjs';

const { values: options } = parseArgs({
  options: {
    python: { type: 'string', default: 'python3' },
    cache: { type: 'string' },
    labels: { type: 'string', default: '1000' },
  },
});
if (!options.cache) throw new Error('--cache FOLDER is needed: a folder with 2 GB to spare');
const checkpoint = path.resolve(options.cache, 'small-unet-checkpoint');
const folder = path.resolve(options.cache, 'small-unet');
const python = (...parameters) =>
  execFileSync(options.python, parameters, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
if (!existsSync(checkpoint)) python('test/bench/sd_model.py', checkpoint, '--small-unet');
if (!existsSync(folder)) {
  python('models/export/export_diffusers.py', checkpoint, folder, '--precision', 'float32');
}

const conditionings = Array.from({ length: Number(options.labels) }, (_, index) => ({
  prompt: `a photo of a thing number ${index}`,
}));
const host = await startHost(folder, { provider: 'cpu', index: 0 });

async function timed(title, work) {
  const start = performance.now();
  await work();
  const seconds = (performance.now() - start) / 1000;
  const { now, processorSeconds } = host.usage();
  console.log(
    `${title}: ${seconds.toFixed(2)} s; host ${now.toFixed(2)} GB, ${processorSeconds.toFixed(1)} s of processor time so far; load ${loadavg()[0].toFixed(1)}`,
  );
}

/** One sample of an image under every label, 32 labels a request as the engine does. */
async function classify(image) {
  const key = await host.prepare({ file: path.join(root, 'media/samples', image) });
  for (let label = 0; label < conditionings.length; label += 32) {
    await host.errors({
      key,
      conditionings: conditionings.slice(label, label + 32),
      samples: [{ timestep: 500, noiseRow: 0 }],
      noise: { kind: 'by-row', seed: 0 },
      loss: 'l2',
    });
  }
}

await timed('model opened', async () => {});
await timed(`${conditionings.length} labels encoded`, () => host.encode(conditionings));
await timed('the same labels encoded again', () => host.encode(conditionings));
await timed('first image, one sample a label', () => classify('cat.jpg'));
await timed('second image, one sample a label', () => classify('dog.jpg'));
host.end();

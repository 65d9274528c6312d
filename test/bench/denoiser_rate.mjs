// Evaluations a second of the denoiser host against PyTorch eager: same weights, same work, same
// number of threads, in turns within one run so that both meet the same machine.
//
//     npm run build && node test/bench/denoiser_rate.mjs --python PYTHON [--pairs 7] [--samples 48]
//
// PYTHON has models/export/requirements.txt installed. Prints, for the label-independent half shared
// by all labels and for it computed anew for each, the median rates and the median of the pairwise
// ratios with their range. Stop everything else on the machine first.
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { root, startHost } from './hostProcess.mjs';
import { median, spread } from './statistics.mjs';
import { startTorch } from './torchProcess.mjs';

const { values: options } = parseArgs({
  options: {
    python: { type: 'string', default: 'python3' },
    model: { type: 'string', default: path.join(root, 'models', 'everyday-32') },
    pairs: { type: 'string', default: '7' },
    samples: { type: 'string', default: '48' },
    labels: { type: 'string', default: '10' },
  },
});
const [pairs, samples, labels] = [options.pairs, options.samples, options.labels].map(Number);
const threads = availableParallelism();
const scratch = mkdtempSync(path.join(tmpdir(), 'denoiser-rate-'));

const pixel =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg==';
const work = {
  conditionings: Array.from({ length: labels }, (_, classIndex) => ({ classIndex })),
  samples: Array.from({ length: samples }, (_, index) => ({
    timestep: 200 + Math.floor((600 * index) / samples),
    noiseRow: index,
  })),
  noise: { kind: 'by-row', seed: 0 },
  loss: 'l2',
};
const rates = (seconds) => Math.round((samples * labels) / median(seconds));

async function compare(title, folder, torch, names) {
  const host = await startHost(folder, { provider: 'cpu', index: 0 });
  const request = { ...work, key: await host.prepare({ dataUri: pixel }) };
  const hostSeconds = [];
  const torchSeconds = Object.fromEntries(names.map((name) => [name, []]));
  // The first pass of each is a warm-up and is not counted.
  for (let pair = 0; pair <= pairs; pair++) {
    const inHost = await host.errors(request);
    if (pair > 0) hostSeconds.push(inHost.seconds);
    for (const name of names) {
      const { seconds } = await torch.ask(name);
      if (pair > 0) torchSeconds[name].push(seconds);
    }
  }
  host.end();
  console.log(`${title}: host ${rates(hostSeconds)} evaluations/s`);
  for (const name of names) {
    const ratios = torchSeconds[name].map((seconds, pair) => seconds / hostSeconds[pair]);
    console.log(
      `  against PyTorch ${name}, ${rates(torchSeconds[name])}/s: ${spread(ratios, ' times')}`,
    );
  }
}

const script = path.join(root, 'test', 'bench', 'denoiser_rate.py');
const torch = startTorch(options.python, script, [
  options.model,
  scratch,
  samples,
  labels,
  threads,
]);
try {
  const { version, plainFolder } = await torch.ready();
  console.log(
    `${cpus()[0].model}, ${threads} threads; ${labels} labels x ${samples} samples, ${pairs} pairs; PyTorch ${version}`,
  );
  await compare('shared by all labels', options.model, torch, ['shared', 'shared channels-last']);
  await compare('anew for each label', plainFolder, torch, ['anew', 'anew channels-last']);
} finally {
  torch.end();
  rmSync(scratch, { recursive: true });
}

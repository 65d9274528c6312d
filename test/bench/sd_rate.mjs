// Evaluations a second of a Stable Diffusion 1.5 of random weights, in the denoiser host and in
// PyTorch: same weights, same work, in turns within one run so that both meet the same machine.
//
//     npm run build && node test/bench/sd_rate.mjs --python PYTHON --cache FOLDER
//         [--precision float16] [--provider cuda|webgpu] [--sizes 256,512] [--batches 1,4] [--pairs 3]
//         [--forms float32-contiguous,float32-channels_last,float32-compiled]
//
// PYTHON has models/export/requirements.txt installed. FOLDER gets a checkpoint and an export of it,
// 4 and 2 to 4 GB, and is used again. Needs 16 GB of memory. Prints, for each size and batch, the
// median rates, the median of the pairwise ratios with their range, and what share of the rate of
// a plain product of matrices, at its quickest, they come to. Stop everything else on the machine first.
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { root, startHost } from './hostProcess.mjs';
import { median, spread } from './statistics.mjs';
import { startTorch } from './torchProcess.mjs';

const { values: options } = parseArgs({
  options: {
    python: { type: 'string', default: 'python3' },
    cache: { type: 'string' },
    provider: { type: 'string', default: 'cpu' },
    precision: { type: 'string', default: 'float32' },
    sizes: { type: 'string', default: '256,512' },
    batches: { type: 'string', default: '1,4' },
    pairs: { type: 'string', default: '3' },
    forms: { type: 'string' },
  },
});
if (!options.cache) throw new Error('--cache FOLDER is needed: a folder with 8 GB to spare');
const { provider, precision } = options;
const onProcessor = provider === 'cpu';
const threads = availableParallelism();
const pairs = Number(options.pairs);
const numbers = (list) => list.split(',').map(Number);
// Processors have no arithmetic in float16 worth the name: PyTorch gets the same weights as float32.
const peerPrecision = onProcessor ? 'float32' : precision;
const forms = options.forms?.split(',') ?? [
  `${peerPrecision}-contiguous`,
  `${peerPrecision}-channels_last`,
];
const load = () => `load ${loadavg()[0].toFixed(1)}`;

/** The size of the images is a setting of the model: its graphs take any. */
function setImageSize(folder, size) {
  const file = path.join(folder, 'classifier.json');
  const config = JSON.parse(readFileSync(file, 'utf8'));
  config.image.size = size;
  writeFileSync(file, `${JSON.stringify(config, null, 2)}\n`);
}

function farthest(errors, peer) {
  return Math.max(...errors.map(([error], index) => Math.abs(error / peer[index] - 1)));
}

async function compare(host, torch, { key, size, batch, operations }) {
  const request = {
    key,
    conditionings: Array.from({ length: batch }, (_, index) => ({
      prompt: `a photo of a ${index}`,
    })),
    samples: [{ timestep: 500, noiseRow: 0 }],
    noise: { kind: 'by-row', seed: 0 },
    loss: 'l2',
  };
  const products = [];
  const hostSeconds = [];
  const torchSeconds = Object.fromEntries(forms.map((form) => [form, []]));
  let difference = 0;
  // The first pass of each is a warm-up and is not counted.
  for (let pair = 0; pair <= pairs; pair++) {
    const inHost = await host.errors(request);
    if (pair > 0) hostSeconds.push(inHost.seconds);
    for (const form of forms) {
      const { seconds, errors } = await torch.ask(`pass ${form} ${size} ${batch}`);
      if (pair > 0) torchSeconds[form].push(seconds);
      difference = Math.max(difference, farthest(inHost.errors, errors));
    }
    products.push((await torch.ask(`product ${forms[0]}`)).operations);
  }
  const achieved = (seconds) => {
    const rates = seconds.map((one) => batch / one);
    const share = (rate) => `${Math.round((100 * rate * operations) / Math.max(...products))}%`;
    const gigaflops = Math.round((median(rates) * operations) / 1e9);
    return `${spread(rates, ' evaluations/s', 3)}, ${gigaflops} GFLOP/s, ${share(median(rates))} of the best product, at best ${share(Math.max(...rates))}`;
  };
  const gigaflops = products.map((product) => product / 1e9);
  console.log(
    `${size} px, batch ${batch}: ${(operations / 1e9).toFixed(1)} GFLOP an evaluation; product of matrices ${spread(gigaflops, ' GFLOP/s', 0)}; ${load()}`,
  );
  console.log(`  host: ${achieved(hostSeconds)}`);
  for (const form of forms) {
    const ratios = torchSeconds[form].map((seconds, pair) => seconds / hostSeconds[pair]);
    console.log(`  PyTorch ${form}: ${achieved(torchSeconds[form])}`);
    console.log(`    host against it: ${spread(ratios, ' times')}`);
  }
  console.log(`  errors differ by ${difference.toExponential(1)} of themselves at most`);
}

const script = path.join(root, 'test', 'bench', 'sd_rate.py');
const torch = startTorch(options.python, script, [
  path.resolve(options.cache),
  precision,
  threads,
  onProcessor ? 'cpu' : 'cuda',
]);
try {
  const { version, folder, images, operations, device } = await torch.ready();
  console.log(
    `${provider}, ${precision}; ${device === 'cpu' ? `${cpus()[0].model}, ${threads} threads` : device}; ${pairs} pairs; PyTorch ${version}; ${load()}`,
  );
  for (const size of numbers(options.sizes)) {
    setImageSize(folder, size);
    const host = await startHost(folder, { provider, index: 0 });
    const key = await host.prepare({ file: images[size] });
    for (const batch of numbers(options.batches)) {
      await compare(host, torch, { key, size, batch, operations: operations[size] });
    }
    console.log(`  memory of the host: ${host.usage().most.toFixed(1)} GB`);
    host.end();
  }
} finally {
  torch.end();
}

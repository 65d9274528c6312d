// Evaluations a second of the denoiser host against PyTorch eager: same weights, same work, same
// number of threads, in turns within one run so that both meet the same machine.
//
//     npm run build && node test/bench/denoiser_rate.mjs --python PYTHON [--pairs 7] [--samples 48]
//
// PYTHON has models/export/requirements.txt installed. Prints, for the label-independent half shared
// by all labels and for it computed anew for each, the median rates and the median of the pairwise
// ratios with their range. Stop everything else on the machine first.
import { fork, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, '../..');
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

/** PyTorch, as a process that does one pass for each line it is sent. */
function startTorch() {
  const work = [options.model, scratch, samples, labels, threads].map(String);
  const child = spawn(options.python, [path.join(here, 'denoiser_rate.py'), ...work], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error('The PyTorch side ended early');
    return JSON.parse(value);
  };
  return {
    ready: answer,
    pass: (name) => {
      child.stdin.write(`${name}\n`);
      return answer();
    },
    end: () => child.stdin.end(),
  };
}

/** A denoiser host with a model open and an image prepared. */
async function startHost(folder) {
  const child = fork(path.join(root, 'dist', 'host.js'), [], { execArgv: [] });
  const connection = createMessageConnection(
    new IPCMessageReader(child),
    new IPCMessageWriter(child),
  );
  connection.listen();
  await connection.sendRequest('open', { folder, device: { provider: 'cpu', index: 0 } });
  const pixel =
    'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg==';
  const { key } = await connection.sendRequest('prepare', {
    image: { dataUri: pixel },
    limits: { megabytes: 1, megapixels: 1, seconds: 5 },
  });
  const request = {
    key,
    conditionings: Array.from({ length: labels }, (_, classIndex) => ({ classIndex })),
    samples: Array.from({ length: samples }, (_, index) => ({
      timestep: 200 + Math.floor((600 * index) / samples),
      noiseRow: index,
    })),
    noise: { kind: 'by-row', seed: 0 },
    loss: 'l2',
  };
  return {
    pass: async () => {
      const start = performance.now();
      await connection.sendRequest('errors', request);
      return (performance.now() - start) / 1000;
    },
    end: () => {
      connection.dispose();
      child.disconnect();
    },
  };
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const rates = (seconds) => Math.round((samples * labels) / median(seconds));

async function compare(title, folder, torch, names) {
  const host = await startHost(folder);
  const hostSeconds = [];
  const torchSeconds = Object.fromEntries(names.map((name) => [name, []]));
  // The first pass of each is a warm-up and is not counted.
  for (let pair = 0; pair <= pairs; pair++) {
    const inHost = await host.pass();
    if (pair > 0) hostSeconds.push(inHost);
    for (const name of names) {
      const { seconds } = await torch.pass(name);
      if (pair > 0) torchSeconds[name].push(seconds);
    }
  }
  host.end();
  console.log(`${title}: host ${rates(hostSeconds)} evaluations/s`);
  for (const name of names) {
    const ratios = torchSeconds[name].map((seconds, pair) => seconds / hostSeconds[pair]);
    const [low, high] = [Math.min(...ratios), Math.max(...ratios)].map((ratio) => ratio.toFixed(2));
    console.log(
      `  against PyTorch ${name}, ${rates(torchSeconds[name])}/s: ${median(ratios).toFixed(2)} times (${low} to ${high})`,
    );
  }
}

const torch = startTorch();
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

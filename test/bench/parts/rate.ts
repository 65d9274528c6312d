import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import type { ErrorsParams } from '../../../server/src/host/messages';
import { startHost } from '../processes/denoiserHost';
import { startTorch, type TorchProcess } from '../processes/torchProcess';
import { barsOfRates } from '../report/barsOfRates';
import { bundledModel } from '../samplePictures';
import { median, medianInterval } from '../statistics/quantiles';
import type { Figure, Part } from './part';

const labels = 10;

/** As PyTorch may run the same weights; `torch/denoiser_rate.py` knows them by these names. */
const forms = ['eager', 'eager channels-last', 'compiled', 'compiled channels-last'];

/** Of the graph, the half that does not depend on the label: done once for all, or for each. */
const works = { shared: 'trunk shared by all labels', anew: 'trunk anew for each label' };
type Work = keyof typeof works;

// As written before the first measuring of torch.compile; those of eager came out in October.
const predicted: Record<Work, Record<string, string>> = {
  shared: {
    eager: '1.05 times',
    'eager channels-last': '0.95 times',
    compiled: '0.9 times',
    'compiled channels-last': '0.85 times',
  },
  anew: {
    eager: '1.05 times',
    'eager channels-last': '0.95 times',
    compiled: '0.9 times',
    'compiled channels-last': '0.85 times',
  },
};

const pixel =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg==';

type Torch = TorchProcess<
  { version: string; compiler: string | null; plainFolder: string },
  { seconds: number }
>;

/** Seconds of the host and of each form, pass by pass in turns: all meet the same machine. */
async function seconds(
  folder: string,
  torch: Torch,
  work: Work,
  names: readonly string[],
  { pairs, samples }: { pairs: number; samples: number },
): Promise<{ host: number[]; torch: Map<string, number[]> }> {
  const host = await startHost(folder, { provider: 'cpu', index: 0 });
  const request: ErrorsParams = {
    key: await host.prepare({ dataUri: pixel }),
    conditionings: Array.from({ length: labels }, (_, classIndex) => ({ classIndex })),
    samples: Array.from({ length: samples }, (_, index) => ({
      timestep: 200 + Math.floor((600 * index) / samples),
      noiseRow: index,
    })),
    noise: { kind: 'by-row', seed: 0 },
  };
  const inHost: number[] = [];
  const inTorch = new Map(names.map((name): [string, number[]] => [name, []]));
  // The first pass of each is a warm-up, in which PyTorch also compiles, and is not counted.
  for (let pair = 0; pair <= pairs; pair++) {
    const own = await host.errors(request);
    if (pair > 0) inHost.push(own.seconds);
    for (const name of names) {
      const peer = await torch.ask(`${work} ${name}`);
      if (pair > 0) inTorch.get(name)!.push(peer.seconds);
    }
  }
  host.end();
  return { host: inHost, torch: inTorch };
}

function figures(
  work: Work,
  samples: number,
  found: { host: number[]; torch: Map<string, number[]> },
): Figure[] {
  const rate = (subject: string, taken: readonly number[]): Figure => {
    const rates = taken.map((one) => (samples * labels) / one);
    const interval = medianInterval(rates);
    const unit = 'evaluations/s';
    const measure = 'evaluations a second';
    return { subject, measure, unit, value: median(rates), interval, n: rates.length };
  };
  const title = works[work];
  return [
    rate(`${title}: the host`, found.host),
    ...[...found.torch].flatMap(([name, taken]) => {
      const ratios = taken.map((one, pair) => one / found.host[pair]!);
      const subject = `${title}: PyTorch ${name}`;
      return [
        rate(subject, taken),
        {
          subject,
          measure: 'the host against it',
          unit: 'times',
          value: median(ratios),
          interval: medianInterval(ratios),
          n: ratios.length,
          predicted: predicted[work][name],
        },
      ];
    }),
  ];
}

/** Evaluations a second of the denoiser host against PyTorch: same weights, work and threads. */
export const rate: Part = {
  name: 'rate',
  title: 'The host against PyTorch',
  flags: () => ['--python PYTHON'],
  missing: ({ python }) =>
    python ? undefined : 'it needs --python PYTHON with models/export/requirements.txt installed',
  measure: async ({ quick, python }, say) => {
    const size = quick ? { pairs: 1, samples: 6 } : { pairs: 9, samples: 48 };
    const threads = availableParallelism();
    const scratch = mkdtempSync(path.join(tmpdir(), 'denoiser-rate-'));
    const model = bundledModel();
    const parameters = [model, scratch, size.samples, labels, threads];
    try {
      const torch: Torch = await startTorch(python!, 'denoiser_rate.py', parameters);
      const { version, compiler, plainFolder } = torch.ready;
      const names = forms.filter((form) => compiler !== null || !form.startsWith('compiled'));
      const folders = { shared: model, anew: plainFolder };
      const found: Figure[] = [];
      for (const work of ['shared', 'anew'] as const) {
        say(
          `${works[work]}: ${size.pairs} rounds${compiler ? ', after PyTorch has compiled' : ''}`,
        );
        const taken = await seconds(folders[work], torch, work, names, size);
        found.push(...figures(work, size.samples, taken));
      }
      torch.end();
      const settings = { ...size, labels, threads, PyTorch: version };
      return { settings: { ...settings, compiler: compiler ?? 'none' }, figures: found };
    } finally {
      rmSync(scratch, { recursive: true });
    }
  },
  charts: (found) => ({
    rate: {
      alternative: 'Evaluations a second of the host and of PyTorch, with their intervals',
      specification: barsOfRates(found.filter(({ unit }) => unit === 'evaluations/s')),
    },
  }),
};

import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import type { ErrorsParams } from '../../../server/src/host/messages';
import { type DenoiserHost, startHost } from '../processes/denoiserHost';
import { startTorch, type TorchProcess } from '../processes/torchProcess';
import { median, medianInterval } from '../statistics/quantiles';
import type { Figure, Part } from './part';

/** What torch/sd_rate.py says once it can be asked: by pixels of a side, where there are several. */
interface Ready {
  version: string;
  /** Of the export. */
  folder: string;
  images: Record<number, string>;
  /** Floating-point operations of one evaluation. */
  operations: Record<number, number>;
  /** Name of a GPU, or `cpu`. */
  device: string;
}

/** To `pass FORM SIZE BATCH` and to `product FORM`. */
interface Answer {
  seconds: number;
  errors: number[];
  /** A second, in a product of matrices. */
  operations: number;
}

type Torch = TorchProcess<Ready, Answer>;

// As written before the first measuring, on two cores: evaluations a second of the host.
const predicted: Record<string, string> = {
  '256 pixels, float32: the host': '0.77/s',
  '512 pixels, float32: the host': '0.15/s',
};

/** The size of the images is a setting of the model: its graphs take any. */
function setImageSize(folder: string, size: number): void {
  const file = path.join(folder, 'classifier.json');
  const config = JSON.parse(readFileSync(file, 'utf8'));
  config.image.size = size;
  writeFileSync(file, `${JSON.stringify(config, null, 2)}\n`);
}

/** As PyTorch may run the weights. Processors have no arithmetic in float16 worth the name. */
function formsOf(onProcessor: boolean, precision: string, compiled: boolean): string[] {
  const peer = onProcessor ? 'float32' : precision;
  const layouts = ['contiguous', 'channels_last', ...(compiled ? ['compiled'] : [])];
  return layouts.map((layout) => `${peer}-${layout}`);
}

function figuresOf(title: string, rounds: Rounds, operations: number): Figure[] {
  const best = Math.max(...rounds.products);
  const summary = (subject: string, measure: string, unit: string, values: number[]): Figure => ({
    subject,
    measure,
    unit,
    value: median(values),
    interval: medianInterval(values),
    n: values.length,
  });
  const rate = (subject: string, seconds: readonly number[]): Figure[] => {
    const rates = seconds.map((one) => 1 / one);
    const shares = rates.map((one) => (100 * one * operations) / best);
    return [
      { ...summary(subject, 'rate', 'evaluations/s', rates), predicted: predicted[subject] },
      summary(subject, 'of a product of matrices at its quickest', '%', shares),
    ];
  };
  return [
    ...rate(`${title}: the host`, rounds.host),
    ...[...rounds.torch].flatMap(([form, seconds]) => {
      const subject = `${title}: PyTorch ${form}`;
      const ratios = seconds.map((one, round) => one / rounds.host[round]!);
      return [...rate(subject, seconds), summary(subject, 'the host against it', 'times', ratios)];
    }),
  ];
}

/** Seconds of single evaluations, and operations a second in products of matrices between them. */
interface Rounds {
  host: number[];
  torch: Map<string, number[]>;
  products: number[];
  /** Of an error from PyTorch's, at most, as a share of it. */
  difference: number;
}

/** Pass by pass in turns, so that host and PyTorch meet the same machine. */
async function measureRounds(
  host: DenoiserHost,
  torch: Torch,
  forms: readonly string[],
  { size, rounds }: { size: number; rounds: number },
): Promise<Rounds> {
  const request: ErrorsParams = {
    key: await host.prepare({ file: torch.ready.images[size]! }),
    conditionings: [{ prompt: 'a photo of a 0' }],
    samples: [{ timestep: 500, noiseRow: 0 }],
    noise: { kind: 'by-row', seed: 0 },
  };
  const torchSeconds = new Map(forms.map((form): [string, number[]] => [form, []]));
  const found: Rounds = { host: [], torch: torchSeconds, products: [], difference: 0 };
  // The first pass of each is a warm-up and is not counted.
  for (let round = 0; round <= rounds; round++) {
    const own = await host.errors(request);
    if (round > 0) found.host.push(own.seconds);
    for (const form of forms) {
      const { seconds, errors } = await torch.ask(`pass ${form} ${size} 1`);
      if (round > 0) torchSeconds.get(form)!.push(seconds);
      const difference = Math.abs(own.errors.l2[0]![0]! / errors[0]! - 1);
      found.difference = Math.max(found.difference, difference);
    }
    found.products.push((await torch.ask(`product ${forms[0]}`)).operations);
  }
  return found;
}

/** A denoiser of Stable Diffusion 1.5's size with random weights, in the host and in PyTorch. */
export const stableDiffusion: Part = {
  name: 'sd-rate',
  title: "A denoiser of Stable Diffusion 1.5's size against PyTorch",
  flags: ({ provider, precision }) => [
    '--python PYTHON --models FOLDER',
    `--provider ${provider} --precision ${precision}`,
  ],
  missing: ({ python, models }) =>
    python && models
      ? undefined
      : 'it needs --python PYTHON and --models FOLDER, which gets 8 GB of random weights',
  measure: async ({ quick, python, models, provider, precision, compiled }, say) => {
    const onProcessor = provider === 'cpu';
    const forms = formsOf(onProcessor, precision, compiled);
    const [sizes, rounds] = quick ? [[256], 1] : [[256, 512], 7];
    const threads = availableParallelism();
    say('making the model, where it is not there yet');
    const torch: Torch = await startTorch(python!, 'sd_rate.py', [
      path.resolve(models!),
      precision,
      threads,
      onProcessor ? 'cpu' : 'cuda',
    ]);
    const { version, folder, operations, device } = torch.ready;
    const figures: Figure[] = [];
    let difference = 0;
    for (const size of sizes) {
      say(`${size} pixels: ${rounds} rounds`);
      setImageSize(folder, size);
      const host = await startHost(folder, { provider, index: 0 });
      const found = await measureRounds(host, torch, forms, { size, rounds });
      const title = `${size} pixels, ${precision}`;
      figures.push(...figuresOf(title, found, operations[size]!), {
        subject: `${title}: the host`,
        measure: 'most resident memory',
        unit: 'MiB',
        value: host.usage().mostResident / 2 ** 20,
        n: 1,
      });
      difference = Math.max(difference, found.difference);
      host.end();
    }
    torch.end();
    return {
      variant: `${provider}-${precision}`,
      settings: {
        ...{ provider, precision, rounds, threads, PyTorch: version, 'PyTorch runs on': device },
        'errors differ by at most': difference.toExponential(1),
      },
      figures,
    };
  },
};

import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

export interface Options {
  /** Names of the parts to run; none are all. */
  parts: string[];
  /** A few short measurements, to see that the parts work; nothing is written. */
  quick: boolean;
  /** A Python that has models/export/requirements.txt installed. */
  python?: string | undefined;
  /** A folder of labelled images, a folder a label. */
  images?: string | undefined;
  /** Images of it that are used, taken evenly. */
  limit: number;
  /** Where errors of the images are kept, so that an interrupted run goes on. */
  cache: string;
  /** A folder for checkpoints of real size, 8 GB. */
  models?: string | undefined;
  /** Of the part sd-rate. */
  provider: 'cpu' | 'cuda' | 'webgpu';
  precision: 'float32' | 'float16';
  compiled: boolean;
}

export const usage = `npm run bench -- [PART...] [options]

Runs the parts named, or all that can be run with what is given, writes their results and
docs/benchmarks.md. Stop everything else on the machine first.

  --quick           see that the parts work; writes nothing
  --python PYTHON   with models/export/requirements.txt installed: rate, sd-rate, many-labels
  --images FOLDER   labelled images, a folder a label: accuracy; also used by store, invariance
  --limit N         images of it (default 400)
  --cache FOLDER    where errors of these images are kept: an interrupted run goes on
  --models FOLDER   gets checkpoints of real size, 8 GB: sd-rate, many-labels
  --provider NAME   of sd-rate: cpu (default), cuda or webgpu
  --precision NAME  of sd-rate: float32 (default) or float16
  --compiled        of sd-rate: also torch.compile, which takes minutes
  --document        run nothing, write docs/benchmarks.md from the results there are`;

/** @throws Error in words where an option is none of these. */
export function readOptions(argv: readonly string[]): Options & { document: boolean } {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      document: { type: 'boolean', default: false },
      python: { type: 'string' },
      images: { type: 'string' },
      limit: { type: 'string', default: '400' },
      cache: { type: 'string', default: path.join(tmpdir(), 'diffusion-classifier-bench') },
      models: { type: 'string' },
      provider: { type: 'string', default: 'cpu' },
      precision: { type: 'string', default: 'float32' },
      compiled: { type: 'boolean', default: false },
    },
  });
  const limit = Number(values.limit);
  if (!(Number.isInteger(limit) && limit > 0)) {
    throw new Error(`Expected a whole number above 0 for --limit but received ${values.limit}.`);
  }
  return {
    ...values,
    parts: positionals,
    limit,
    provider: oneOf('provider', ['cpu', 'cuda', 'webgpu'], values.provider),
    precision: oneOf('precision', ['float32', 'float16'], values.precision),
  };
}

function oneOf<Name extends string>(option: string, names: readonly Name[], given: string): Name {
  const name = names.find((one) => one === given);
  if (name !== undefined) return name;
  throw new Error(`Expected ${names.join(', ')} for --${option} but received ${given}.`);
}

import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { toSvg } from '../../../server/src/charts';
import { chart } from './chart';
import { compareSamples } from './compareSamples';
import { contenders, sampleRules } from './contenders';
import { judge } from './judge';
import { randomOrders } from './orders';
import { type Recorded, readRecorded } from './recordedErrors';
import { sampleVariants } from './sampleVariants';
import { comparedTable, table } from './table';

interface Settings {
  fit: Recorded;
  judged: Recorded;
  orders: number;
  /** Declared for exact racing. */
  bound: number;
}

/** The largest difference between two labels at a sample. */
function largestDifference({ images }: Recorded): number {
  return images.reduce(
    (largest, { errors }) =>
      errors[0]!.reduce((most, _, sample) => {
        const at = errors.map((row) => row[sample]!);
        return Math.max(most, Math.max(...at) - Math.min(...at));
      }, largest),
    0,
  );
}

function rules({ fit, judged, orders, bound }: Settings) {
  const largest = { fit: largestDifference(fit), judge: largestDifference(judged) };
  const results = contenders(judged, orders, bound).map((contender) => {
    const result = judge(contender, judged.images);
    process.stderr.write(`${result.name}: ${Math.round(result.evaluations.mean)} evaluations\n`);
    return result;
  });
  const subtitle = `${judged.images.length} images, ${orders} orders of a grid of ${judged.timesteps.length}; 95% intervals`;
  const charts = {
    'sampling-agreement.svg': chart(results, 'agreement', subtitle),
    'sampling-accuracy.svg': chart(results, 'difference', subtitle),
  };
  return { bound, largest, results, text: table(results), charts };
}

function samples({ fit, judged, orders }: Settings, others: [string, Recorded][]) {
  const random = randomOrders(judged.timesteps.length, orders);
  const variants = sampleVariants(judged, random, fit).map((variant) => ({
    variant,
    recorded: judged,
  }));
  for (const [name, recorded] of others) {
    variants.push({ variant: { ...variants[0]!.variant, name }, recorded });
  }
  const results = compareSamples(variants, sampleRules);
  return { results, text: comparedTable(results), charts: {} };
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: {
      fit: { type: 'string' },
      judge: { type: 'string' },
      /** NAME=FILE: the images of --judge once more, with other errors (another loss). */
      also: { type: 'string', multiple: true, default: [] },
      orders: { type: 'string', default: '20' },
      bound: { type: 'string', default: '0.04' },
      out: { type: 'string', default: 'out/rules' },
    },
    allowPositionals: true,
  });
  const command = positionals[0];
  if (!values.fit || !values.judge || (command !== 'rules' && command !== 'samples')) {
    throw new Error('Expected rules or samples, --fit FILE and --judge FILE.');
  }
  const judged = await readRecorded(values.judge);
  const settings = {
    fit: await readRecorded(values.fit),
    judged,
    orders: Number(values.orders),
    bound: Number(values.bound),
  };
  const others: [string, Recorded][] = [];
  for (const other of values.also) {
    const [name, file] = other.split('=');
    others.push([name!, await readRecorded(file!)]);
  }
  const { text, charts, ...found } =
    command === 'rules' ? rules(settings) : samples(settings, others);
  const run = {
    images: judged.images.length,
    grid: judged.timesteps.length,
    orders: settings.orders,
    fittedOn: settings.fit.images.length,
  };
  mkdirSync(values.out, { recursive: true });
  const file = path.join(values.out, `${command}.json`);
  writeFileSync(file, `${JSON.stringify({ run, ...found }, null, 2)}\n`);
  for (const [name, specification] of Object.entries(charts)) {
    writeFileSync(path.join(values.out, name), await toSvg(specification));
  }
  process.stdout.write(`${text}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});

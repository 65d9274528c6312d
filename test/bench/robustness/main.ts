import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { toSvg } from '../../../server/src/charts';
import { packageRoot } from '../../../server/src/packageRoot';
import { withBlock } from '../report/block';
import { load, machineText, thisMachine } from '../report/machine';
import { chart } from './chart';
import { effectiveRobustness } from './effectiveRobustness';
import { type Classified, type Measured, measure } from './measure';
import { conditionsTable, robustnessTable } from './tables';

interface Origin {
  date: string;
  machine: ReturnType<typeof thisMachine>;
  minutes: number;
  loadBefore: number;
}

type Result = Measured & Origin;

/** As the file holds it: what is right of the images of a condition as a row of 1 and 0. */
type Kept = Omit<Result, 'classifiers'> & {
  classifiers: (Omit<Classified, 'right'> & { right: Record<string, string> })[];
};

function kept({ classifiers, ...result }: Result): Kept {
  const row = (right: readonly boolean[]) => right.map(Number).join('');
  return {
    ...result,
    classifiers: classifiers.map(({ right, ...one }) => ({
      ...one,
      right: Object.fromEntries(result.conditions.map((name, at) => [name, row(right[at]!)])),
    })),
  };
}

function restored({ classifiers, ...result }: Kept): Result {
  const places = (row: string) => [...row].map((right) => right === '1');
  return {
    ...result,
    classifiers: classifiers.map(({ right, ...one }) => ({
      ...one,
      right: result.conditions.map((name) => places(right[name]!)),
    })),
  };
}

const file = (...names: string[]): string => path.join(packageRoot(), ...names);
const resultsFile = () => file('test', 'bench', 'robustness', 'results.json');

async function write(result: Result): Promise<void> {
  const { conditions, images, classifiers, date, machine, minutes, loadBefore } = result;
  const isBaseline = (name: string) =>
    classifiers.find((one) => one.name === name)!.kind === 'classifier';
  const robustness = effectiveRobustness(classifiers, ({ name }) => isBaseline(name));
  const subtitle = `${images} images, severity ${conditions[1]!.split('-').at(-1)}; 95% intervals`;
  const picture = path.join('images', 'effective-robustness.svg');
  const spec = chart(robustness, isBaseline, subtitle);
  writeFileSync(file('docs', picture), await toSvg(spec));
  const text = [
    `${date}; ${machineText(machine)}; load before ${loadBefore}; ${minutes} minutes. ${images} images, each clean and under ${conditions.length - 1} corruptions.`,
    `![Mean accuracy under corruption against clean accuracy: the ResNets, the line through them, and the diffusion classifier](${picture})`,
    robustnessTable(robustness.classifiers, images),
    'In brackets: 95% intervals, by drawing images anew.',
    conditionsTable(conditions, classifiers[0]!, classifiers.at(-1)!),
    'In brackets: 95% Wilson; of the difference 95% paired (Bonett and Price).',
  ].join('\n\n');
  const document = file('docs', 'effective-robustness.md');
  writeFileSync(document, withBlock(readFileSync(document, 'utf8'), 'robustness', text));
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      corrupted: { type: 'string' },
      classifiers: { type: 'string' },
      model: { type: 'string', default: 'everyday-32' },
      cache: { type: 'string', default: path.join(tmpdir(), 'diffusion-classifier-bench') },
      /** Measures nothing: writes the document from the results there are. */
      document: { type: 'boolean', default: false },
    },
  });
  const { corrupted, classifiers, document } = values;
  if (document && existsSync(resultsFile())) {
    return await write(restored(JSON.parse(readFileSync(resultsFile(), 'utf8'))));
  }
  if (!corrupted || !classifiers) {
    throw new Error('Expected --corrupted FOLDER and --classifiers FOLDER.');
  }
  const loadBefore = load();
  const began = performance.now();
  const say = (line: string) => void process.stderr.write(`${line}\n`);
  const measured = await measure({ ...values, corrupted, classifiers }, say);
  const result: Result = {
    date: new Date().toISOString().slice(0, 10),
    machine: thisMachine(),
    minutes: Number(((performance.now() - began) / 60_000).toFixed(1)),
    loadBefore,
    ...measured,
  };
  writeFileSync(resultsFile(), `${JSON.stringify(kept(result), null, 2)}\n`);
  await write(result);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});

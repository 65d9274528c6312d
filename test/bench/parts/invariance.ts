import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Engine, type EngineOptions } from '../../../server/src/engine';
import type { ClassifyResult } from '../../../server/src/protocol';
import { ErrorStore } from '../../../server/src/store';
import { somePictures } from '../labelledImages';
import { bundledModel, tenLabels } from '../samplePictures';
import type { Figure, Part } from './part';

/** What must not change an answer, beside what was asked. */
interface Circumstances {
  /** For every label. */
  samples: number;
  /** Evaluations in a batch; by default as many as the engine finds best. */
  batch?: number;
  /** Threads of each host. */
  hosts?: (number | undefined)[];
  reversed?: boolean;
  errors?: ErrorStore;
}

const options = { elimination: 'none', trace: true } as const;

// As written before the first measuring: sums are made in another order where batches differ.
const predicted: Record<string, string> = {
  'batches of 1 evaluation': '3e-7, same winner in all',
  'batches of 7 evaluations': '3e-7, same winner in all',
  'batches of 1,000 evaluations': '3e-7, same winner in all',
  'one host with one thread': '0, same winner in all',
  'two hosts with one thread each': '0, same winner in all',
  'images in the opposite order': '0, same winner in all',
  remembered: '0, same winner in all',
};

/** The bundled model in a folder of its own, with batches of that many evaluations. */
async function modelWithBatch(folder: string, batch: number): Promise<string> {
  const copy = path.join(folder, `batch-${batch}`);
  await cp(bundledModel(), copy, { recursive: true });
  const file = path.join(copy, 'classifier.json');
  const classifier = JSON.parse(await readFile(file, 'utf8'));
  await writeFile(file, JSON.stringify({ ...classifier, batchEvaluations: batch }));
  return copy;
}

interface Answers {
  results: ClassifyResult[];
  /** Batches that the host was asked for: proof that the circumstances were others. */
  batches: number;
}

async function answers(
  images: readonly string[],
  scratch: string,
  { samples, batch, hosts = [undefined], reversed, errors }: Circumstances,
): Promise<Answers> {
  const model = batch === undefined ? bundledModel() : await modelWithBatch(scratch, batch);
  const devices: EngineOptions['devices'] = async () => ({
    devices: hosts.map((threads, index) => ({ provider: 'cpu', index, threads })),
    warnings: [],
  });
  const engine = new Engine({ devices, ...(errors && { errors }) });
  let batches = 0;
  const count = () => {
    batches += 1;
  };
  const ask = async (image: string) =>
    await engine.classify(
      {
        image,
        labels: tenLabels,
        model,
        options: { ...options, samples, remember: errors !== undefined },
      },
      { onStanding: count, onStep: ({ name }) => name === 'evaluating' && count() },
    );
  try {
    const inOrder = reversed ? images.toReversed() : images;
    const found = await Promise.all(inOrder.map(ask));
    return { results: reversed ? found.toReversed() : found, batches };
  } finally {
    engine.dispose();
  }
}

/** The largest difference of an error, as a share of it. */
function farthest(results: readonly ClassifyResult[], from: readonly ClassifyResult[]): number {
  let most = 0;
  results.forEach(({ errors = {} }, image) => {
    for (const [label, own] of Object.entries(errors)) {
      own.forEach((error, sample) => {
        const expected = from[image]!.errors![label]![sample]!;
        most = Math.max(most, Math.abs(error! / expected - 1));
      });
    }
  });
  return most;
}

function figures(
  subject: string,
  { results, batches }: Answers,
  { results: from }: Answers,
): Figure[] {
  const same = results.filter(({ predicted: winner }, image) => winner === from[image]!.predicted);
  const n = results.reduce((sum, { evaluations }) => sum + evaluations, 0);
  return [
    {
      subject,
      measure: 'largest relative difference of an error',
      unit: '',
      value: farthest(results, from),
      n,
      predicted: predicted[subject],
    },
    { subject, measure: 'same winner', unit: `of ${results.length}`, value: same.length, n },
    { subject, measure: 'batches', unit: '', value: batches, n: 1 },
  ];
}

/** Whether answers depend on nothing but what was asked. */
export const invariance: Part = {
  name: 'invariance',
  title: 'The same answer under all circumstances',
  flags: ({ images }) => (images ? ['--images FOLDER'] : []),
  measure: async ({ images: folder, quick }, say) => {
    const images = await somePictures(folder, quick ? 2 : 20);
    const samples = quick ? 4 : 48;
    const scratch = await mkdtemp(path.join(tmpdir(), 'bench-invariance-'));
    const found: Figure[] = [];
    try {
      const from = await answers(images, scratch, { samples });
      const compare = async (subject: string, other: Partial<Circumstances>): Promise<void> => {
        say(subject);
        const given = await answers(images, scratch, { samples, ...other });
        found.push(...figures(subject, given, from));
      };
      await compare('batches of 1 evaluation', { batch: 1 });
      await compare('batches of 7 evaluations', { batch: 7 });
      await compare('batches of 1,000 evaluations', { batch: 1_000 });
      await compare('one host with one thread', { hosts: [1] });
      await compare('two hosts with one thread each', { hosts: [1, 1] });
      await compare('images in the opposite order', { reversed: true });
      const errors = new ErrorStore();
      await errors.open(path.join(scratch, 'cache'));
      const first = await answers(images, scratch, { samples, errors });
      const again = await answers(images, scratch, { samples, errors });
      errors.close();
      found.push(...figures('remembered', again, first));
      const remembered = again.results.filter((one) => one.remembered === one.evaluations).length;
      return {
        settings: {
          images: images.length,
          labels: tenLabels.length,
          samples,
          'wholly remembered the second time': `${remembered} of ${images.length} images`,
        },
        figures: found,
      };
    } finally {
      await rm(scratch, { recursive: true });
    }
  },
};

import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ErrorStore, type StoredErrors } from '../../../server/src/store';
import { tenLabels } from '../samplePictures';
import { median, medianInterval } from '../statistics/quantiles';
import type { Figure, Part } from './part';

const samples = 96;

// As written before the first measuring: a transaction waits for the disk, 960 errors are 19 kB.
const predicted: Record<string, string> = {
  'writing an image at a time (10 conditionings × 96 samples)': '200 000 errors/s',
  'writing a batch at a time (10 conditionings × 6 samples)': '15 000 errors/s',
  'reading an image at a time': '400 000 errors/s',
  'asking for an image that is not known': '3 000 questions/s',
};

function errorsOf(from: number, count: number): StoredErrors {
  const column = (make: (sample: number) => number) =>
    Array.from({ length: count }, (_, i) => make(from + i));
  return {
    timesteps: column((sample) => (200 + 7 * sample) % 1_000),
    noiseRows: column((sample) => sample),
    l2: column((sample) => Math.fround(0.1 + sample / 1_000)),
    l1: column((sample) => Math.fround(0.2 + sample / 1_000)),
    huber: column((sample) => Math.fround(0.05 + sample / 1_000)),
  };
}

const rowsOf = (from: number, count: number) =>
  tenLabels.map((conditioning) => ({ conditioning, errors: errorsOf(from, count) }));

async function bytesBelow(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = files.map(async (file) => (await stat(path.join(file.parentPath, file.name))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/** Reads and writes of the error store, from the process that asks it, one after the other. */
export const store: Part = {
  name: 'store',
  title: 'Reads and writes of the error store',
  measure: async ({ quick }, say) => {
    const [images, rounds] = quick ? [4, 2] : [100, 9];
    const rates: Record<string, number[]> = {};
    const time = async (subject: string, amount: number, work: () => Promise<void>) => {
      const began = performance.now();
      await work();
      const seconds = (performance.now() - began) / 1_000;
      rates[subject] ??= [];
      rates[subject].push(amount / seconds);
    };
    const [whole, batches, reading, unknown] = Object.keys(predicted) as [
      string,
      string,
      string,
      string,
    ];
    const folder = await mkdtemp(path.join(tmpdir(), 'bench-store-'));
    const troubles: string[] = [];
    const errors = new ErrorStore({ onTrouble: ({ reason }) => troubles.push(reason) });
    await errors.open(folder);
    const evaluations = images * tenLabels.length * samples;
    const few = Math.ceil(images / 10);
    const step = 6;
    for (let round = 1; round <= rounds; round++) {
      say(`round ${round} of ${rounds}`);
      const key = (image: number, kind: string) => `${kind} ${round} ${image}`;
      await time(whole, evaluations, async () => {
        for (let i = 0; i < images; i++) await errors.remember(key(i, 'whole'), rowsOf(0, samples));
      });
      await time(batches, few * tenLabels.length * samples, async () => {
        for (let i = 0; i < few; i++) {
          for (let sample = 0; sample < samples; sample += step) {
            await errors.remember(key(i, 'batches'), rowsOf(sample, step));
          }
        }
      });
      await time(reading, evaluations, async () => {
        for (let i = 0; i < images; i++) {
          const found = await errors.find(key(i, 'whole'), tenLabels);
          if (found.some((row) => row?.l2.length !== samples))
            throw new Error('An error was lost.');
        }
      });
      await time(unknown, images, async () => {
        for (let i = 0; i < images; i++) await errors.find(key(i, 'unknown'), tenLabels);
      });
    }
    errors.close();
    const stored = rounds * (images + few) * tenLabels.length * samples;
    const bytes = await bytesBelow(folder);
    await rm(folder, { recursive: true });
    if (troubles.length > 0) throw new Error(`The store was in trouble: ${troubles.join('; ')}`);
    return {
      settings: { images, rounds, 'bytes on disk an evaluation': Math.round(bytes / stored) },
      figures: Object.entries(rates).map(
        ([subject, values]): Figure => ({
          subject,
          measure: 'rate',
          unit: subject === unknown ? 'questions/s' : 'errors/s',
          value: median(values),
          interval: medianInterval(values),
          n: rounds,
          predicted: predicted[subject],
        }),
      ),
    };
  },
};

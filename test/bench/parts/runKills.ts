import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { mersenne } from 'pure-rand/generator/mersenne';
import {
  countEvaluations,
  type FolderRun,
  runKilled,
  withoutSeconds,
} from '../../fixtures/runs/folderRun';
import { makePictures } from '../../fixtures/runs/pictures';
import { tenLabels } from '../samplePictures';
import type { Figure, Part } from './part';

// As written before the first measuring.
const predicted: Record<string, string> = {
  'lines of the table that differ': '0',
  'evaluations answered twice': '500',
};

const seed = 6;

/** Whole numbers from 0 to below a limit, the same ones each time. */
function numbers(): (below: number) => number {
  const generator = mersenne(seed);
  return (below) => Math.floor(((generator.next() >>> 0) / 2 ** 32) * below);
}

function differing(one: string, other: string): number {
  const [lines, others] = [withoutSeconds(one).split('\n'), withoutSeconds(other).split('\n')];
  const longest = Math.max(lines.length, others.length);
  return Array.from({ length: longest }).filter((_, at) => lines[at] !== others[at]).length;
}

/** What a run comes to whose server and host are killed at random moments. */
export const runKills: Part = {
  name: 'run-kills',
  title: 'A run of 500 images, killed at 50 random moments',
  missing: () => (process.platform === 'win32' ? 'it kills with signals' : undefined),
  measure: async ({ quick }, say) => {
    const root = await mkdtemp(path.join(tmpdir(), 'bench-'));
    const images = quick ? 20 : 500;
    const times = quick ? 2 : 50;
    const flags = quick ? ['--samples', '20'] : [];
    try {
      const folder = path.join(root, 'images');
      await makePictures(folder, images, tenLabels);
      const files = async (name: string): Promise<FolderRun> => {
        const cacheFolder = path.join(root, name);
        await mkdir(cacheFolder);
        const out = path.join(cacheFolder, 'rows.csv');
        return { folder, cacheFolder, out, evaluations: path.join(cacheFolder, 'log'), flags };
      };
      say('a run that is left alone');
      const alone = await files('alone');
      await runKilled(alone, [], () => 0);
      say(`a run that is killed ${times} times`);
      const next = numbers();
      const moments = Array.from({ length: times }, () => next(images)).sort((a, b) => a - b);
      const killed = await files('killed');
      const { kills, starts } = await runKilled(killed, moments, () => next(1_000));
      const counted = countEvaluations(killed.evaluations);
      const [lines, twice] = Object.keys(predicted);
      const figure = (subject: string, value: number, n: number): Figure => ({
        subject,
        measure: 'number',
        unit: '',
        value,
        n,
        predicted: predicted[subject],
      });
      return {
        settings: {
          images,
          kills: `${kills} (every other time the host alone)`,
          starts,
          seed,
          'evaluations answered': counted.answered,
          'of an undisturbed run': countEvaluations(alone.evaluations).answered,
          rows: readFileSync(killed.out, 'utf8').trimEnd().split('\n').length - 1,
        },
        figures: [
          figure(lines!, differing(alone.out, killed.out), images),
          figure(twice!, counted.twice, kills),
        ],
      };
    } finally {
      await rm(root, { recursive: true, maxRetries: 10, retryDelay: 100 });
    }
  },
};

import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { packageRoot } from '../../../server/src/packageRoot';
import type { RunProgress, RunSummary } from '../../../server/src/protocol';
import { makePictures } from '../../fixtures/runs/pictures';
import { processTree, processUsage } from '../processes/processUsage';
import { tenLabels } from '../samplePictures';
import { median } from '../statistics/quantiles';
import type { Figure, Part } from './part';

const subjects = {
  'command line': 'cli.js',
  'denoiser host': 'host.js',
  'store process': 'store.js',
};
const together = 'all processes together';

// As written before the first measuring.
const predicted: Record<string, string> = {
  [together]: '8 MiB',
  'command line': '5 MiB',
  'denoiser host': '2 MiB',
  'store process': '1 MiB',
};

/** Looks that a figure is the median of, since garbage comes and goes. */
const looks = 15;

/** Own memory of each program, and of all together, in bytes. */
type Look = Record<string, number>;

function look(pid: number): Look {
  const found: Look = { [together]: 0 };
  for (const { pid: own, program } of processTree(pid)) {
    const [subject = 'other'] =
      Object.entries(subjects).find(([, file]) => program.includes(file)) ?? [];
    try {
      const { anonymous } = processUsage(own);
      found[subject] = (found[subject] ?? 0) + anonymous;
      found[together]! += anonymous;
    } catch {
      // It has ended since it was listed.
    }
  }
  return found;
}

/** Runs a folder; a look each second, with how many images were done by then. */
async function watch(folder: string, cacheFolder: string, flags: readonly string[]) {
  const cli = path.join(packageRoot(), 'dist', 'cli.js');
  const parameters = ['run', folder, '--cache-folder', cacheFolder, '--json', ...flags];
  const child = spawn(process.execPath, [cli, ...parameters], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const taken: { done: number; look: Look }[] = [];
  let summary: RunSummary | undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    const told: { progress?: Omit<RunProgress, 'rows'>; summary?: RunSummary } = JSON.parse(line);
    summary ??= told.summary;
    if (told.progress?.state !== 'running') continue;
    taken.push({ done: told.progress.counts.done, look: look(child.pid!) });
  }
  if (summary?.state !== 'done') throw new Error('The run did not come to its end.');
  return { taken, summary };
}

/** Memory of a run of 2,000 images, which must not grow with the images that are done. */
export const runMemory: Part = {
  name: 'run-memory',
  title: 'Memory of a run of 2,000 images',
  flags: ({ images }) => (images ? ['--images', 'FOLDER'] : []),
  missing: () =>
    process.platform === 'linux' ? undefined : 'memory is read from /proc, which Linux has',
  measure: async ({ quick, images }, say) => {
    const root = await mkdtemp(path.join(tmpdir(), 'bench-'));
    const count = quick ? 60 : 2_000;
    const from = quick ? 10 : 200;
    try {
      const folder = quick || !images ? path.join(root, 'images') : images;
      if (folder !== images) await makePictures(folder, count, tenLabels);
      say(`a run of ${folder === images ? 'the images given' : `${count} images`}`);
      const flags = quick ? ['--samples', '20'] : [];
      const { taken, summary } = await watch(folder, path.join(root, 'cache'), flags);
      const early = taken.filter(({ done }) => done >= from).slice(0, looks);
      const late = taken.slice(-looks);
      const of = (some: typeof taken, subject: string) =>
        median(some.map(({ look: one }) => one[subject] ?? 0)) / 2 ** 20;
      const figures = Object.keys(predicted).flatMap((subject): Figure[] => {
        const begin = of(early, subject);
        const end = of(late, subject);
        const common = { subject, unit: 'MiB', n: looks };
        return [
          { ...common, measure: `at image ${from}`, value: begin },
          { ...common, measure: 'at the end', value: end },
          { ...common, measure: 'growth', value: end - begin, predicted: predicted[subject] },
        ];
      });
      return {
        settings: {
          images: summary.counts.done,
          seconds: Math.round(summary.seconds),
          evaluations: summary.evaluations,
        },
        figures,
      };
    } finally {
      await rm(root, { recursive: true, maxRetries: 10, retryDelay: 100 });
    }
  },
};

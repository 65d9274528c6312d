import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { classify } from '../processes/commandLine';
import { processTree, processUsage } from '../processes/processUsage';
import { samplePictures, tenLabels } from '../samplePictures';
import { median, medianInterval } from '../statistics/quantiles';
import type { Figure, Part } from './part';

const programs = {
  'command line': 'cli.js',
  'denoiser host': 'host.js',
  'store process': 'store.js',
};

// As written before the first measuring: 260 MiB in October, and a store process beside them now.
const predicted: Record<string, string> = {
  'all processes together': '310 MiB',
  'command line': '75 MiB',
  'denoiser host': '190 MiB',
  'store process': '60 MiB',
};

const milliseconds = 20;

/** The most that each program, and all together, had resident while images were classified. */
async function peaks(cacheFolder: string): Promise<Record<string, number>> {
  const most: Record<string, number> = {};
  const note = (subject: string, bytes: number) => {
    most[subject] = Math.max(most[subject] ?? 0, bytes);
  };
  let watch: NodeJS.Timeout | undefined;
  const look = (pid: number) => {
    let sum = 0;
    for (const { pid: own, program } of processTree(pid)) {
      try {
        const { resident, mostResident } = processUsage(own);
        sum += resident;
        const [subject] = Object.entries(programs).find(([, file]) => program.includes(file)) ?? [];
        if (subject) note(subject, mostResident);
      } catch {
        // It has ended since it was listed.
      }
    }
    note('all processes together', sum);
  };
  await classify(samplePictures(), {
    cacheFolder,
    labels: tenLabels,
    onStart: ({ pid }) => {
      watch = setInterval(() => look(pid!), milliseconds);
    },
  }).finally(() => clearInterval(watch));
  return most;
}

/** Resident memory while the pictures are classified; pages that processes share count in each. */
export const memory: Part = {
  name: 'memory',
  title: 'Memory',
  missing: () =>
    process.platform === 'linux' ? undefined : 'memory is read from /proc, which Linux has',
  measure: async ({ quick }, say) => {
    const runs = quick ? 1 : 7;
    const found: Record<string, number>[] = [];
    for (let run = 1; run <= runs; run++) {
      say(`run ${run} of ${runs}`);
      const cacheFolder = await mkdtemp(path.join(tmpdir(), 'bench-cache-'));
      found.push(await peaks(cacheFolder).finally(() => rm(cacheFolder, { recursive: true })));
    }
    const subjects = Object.keys(predicted).filter((subject) => found[0]![subject] !== undefined);
    return {
      settings: { runs, labels: tenLabels.length, pictures: samplePictures().length },
      figures: subjects.map((subject): Figure => {
        const megabytes = found.map((most) => most[subject]! / 2 ** 20);
        return {
          subject,
          measure: 'most resident memory',
          unit: 'MiB',
          value: median(megabytes),
          interval: medianInterval(megabytes),
          n: runs,
          predicted: predicted[subject],
        };
      }),
    };
  },
};

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { classify } from '../processes/commandLine';
import { samplePictures, tenLabels } from '../samplePictures';
import { median, medianInterval } from '../statistics/quantiles';
import type { Figure, Part } from './part';

// As written before the first measuring.
const predicted = {
  'the first start ever, cache folder empty': '1.5 s',
  'the first result of a command line': '1.0 s',
  'the same image again, every error remembered': '0.9 s',
  'each further image of a command line': '0.5 s',
};
type Subject = keyof typeof predicted;

/** Seconds from the start of a command line to its first answer. */
async function secondsToFirst(image: string, cacheFolder: string): Promise<number> {
  const began = performance.now();
  let first = Number.NaN;
  await classify([image], {
    cacheFolder,
    labels: tenLabels,
    onAnswer: () => {
      first = (performance.now() - began) / 1_000;
    },
  });
  return first;
}

/** What a person waits for at the command line. Files are in the memory of the system. */
export const coldStart: Part = {
  name: 'cold-start',
  title: 'What a person waits for',
  measure: async ({ quick }, say) => {
    const runs = quick ? 1 : 11;
    const [one, other, ...more] = samplePictures() as [string, string, ...string[]];
    const seconds: Record<Subject, number[]> = {
      'the first start ever, cache folder empty': [],
      'the first result of a command line': [],
      'the same image again, every error remembered': [],
      'each further image of a command line': [],
    };
    for (let run = 1; run <= runs; run++) {
      say(`run ${run} of ${runs}`);
      const cacheFolder = await mkdtemp(path.join(tmpdir(), 'bench-cache-'));
      try {
        const first = async (image: string) => await secondsToFirst(image, cacheFolder);
        seconds['the first start ever, cache folder empty'].push(await first(one));
        seconds['the first result of a command line'].push(await first(other));
        seconds['the same image again, every error remembered'].push(await first(other));
        const rest = await classify([one, ...more], { cacheFolder, labels: tenLabels });
        const [, ...further] = rest.map((answer) => answer.seconds);
        seconds['each further image of a command line'].push(...further);
      } finally {
        await rm(cacheFolder, { recursive: true });
      }
    }
    return {
      settings: { runs, labels: tenLabels.length, pictures: samplePictures().length },
      figures: (Object.keys(predicted) as Subject[]).map(
        (subject): Figure => ({
          subject,
          measure: 'seconds',
          unit: 's',
          value: median(seconds[subject]),
          interval: medianInterval(seconds[subject]),
          n: seconds[subject].length,
          predicted: predicted[subject],
        }),
      ),
    };
  },
};

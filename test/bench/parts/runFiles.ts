import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { makePictures } from '../../fixtures/runs/pictures';
import { startRunServer } from '../processes/runServer';
import { samplePictures, tenLabels } from '../samplePictures';
import { median, medianInterval } from '../statistics/quantiles';
import type { Figure, Part } from './part';

// As written before the first measuring.
const predicted: Record<string, string> = {
  'all files are listed': '2 s',
  'the first image is done': '1.5 s',
  'the server had no ear for others': '40 ms',
  'one image during the run': '1 s',
  'one image without a run': '0.9 s',
};

/** Files of so many pictures, no two alike: each is followed by its number, which decoders pass over. */
async function makeFiles(folder: string, count: number): Promise<void> {
  const pictures = path.join(folder, '.pictures');
  await makePictures(pictures, 100, ['all']);
  const contents = Array.from({ length: 100 }, (_, index) =>
    readFileSync(path.join(pictures, 'all', `${index}.png`)),
  );
  for (let index = 0; index < count; index++) {
    const label = tenLabels[index % tenLabels.length]!;
    if (index < tenLabels.length) mkdirSync(path.join(folder, label));
    const content = Buffer.concat([contents[index % 100]!, Buffer.from(`${index}`)]);
    writeFileSync(path.join(folder, label, `${index}.png`), content);
  }
}

/** How soon a run of 100,000 files begins, and what others notice of it. */
export const runFiles: Part = {
  name: 'run-files',
  title: 'A run of 100,000 files',
  measure: async ({ quick }, say) => {
    const root = await mkdtemp(path.join(tmpdir(), 'bench-'));
    const count = quick ? 5_000 : 100_000;
    const rounds = quick ? 2 : 11;
    const server = await startRunServer(path.join(root, 'cache'));
    try {
      say(`writing ${count} files`);
      const folder = path.join(root, 'images');
      await makeFiles(folder, count);
      const pictures = samplePictures();
      const one = (index: number) =>
        server.classify({
          image: pictures[index % pictures.length]!,
          labels: tenLabels,
          options: { remember: false },
        });
      await one(0);
      const without: number[] = [];
      for (let round = 0; round < rounds; round++) without.push(await one(round));

      say('a run of them');
      const began = performance.now();
      const times = { listed: 0, first: 0 };
      const stop = server.run({ folder, labels: tenLabels }, ({ isListed, counts }) => {
        if (isListed) times.listed ||= performance.now() - began;
        if (counts.done > 0) times.first ||= performance.now() - began;
      });
      let deaf = 0;
      while (times.listed === 0 || times.first === 0) {
        deaf = Math.max(deaf, await server.ping());
        await setTimeout(5);
      }
      const during: number[] = [];
      for (let round = 0; round < rounds; round++) {
        say(`one image during the run, ${round + 1} of ${rounds}`);
        during.push(await one(round));
        await setTimeout(300);
      }
      await stop();

      const [listed, first, ear, withRun, alone] = Object.keys(predicted);
      const figure = (
        subject: string,
        measure: string,
        unit: string,
        values: number[],
      ): Figure => ({
        subject,
        measure,
        unit,
        value: median(values),
        ...(values.length > 1 && { interval: medianInterval(values) }),
        n: values.length,
        predicted: predicted[subject],
      });
      return {
        settings: { files: count, labels: tenLabels.length, 'told each': '1 s' },
        figures: [
          figure(listed!, 'seconds', 's', [times.listed / 1_000]),
          figure(first!, 'seconds', 's', [times.first / 1_000]),
          figure(ear!, 'at most', 'ms', [deaf]),
          figure(
            withRun!,
            'seconds',
            's',
            during.map((time) => time / 1_000),
          ),
          figure(
            alone!,
            'seconds',
            's',
            without.map((time) => time / 1_000),
          ),
        ],
      };
    } finally {
      server.end();
      await rm(root, { recursive: true, maxRetries: 10, retryDelay: 100 });
    }
  },
};

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { packageRoot } from '../../../server/src/packageRoot';
import { type DenoiserHost, startHost } from '../processes/denoiserHost';
import { samplePictures } from '../samplePictures';
import type { Figure, Part } from './part';

// As written before the first measuring.
const predicted: Record<string, string> = {
  'reading the labels': '100 s',
  'a sample of a first image under all of them': '2 s',
  'a sample of a second image': '2 s',
};

/** Labels of a request, as the engine asks. */
const together = 32;

/** Exports a text encoder of Stable Diffusion 1.5's size beside a denoiser that hardly counts. */
function smallModel(python: string, models: string): string {
  const checkpoint = path.resolve(models, 'small-unet-checkpoint');
  const folder = path.resolve(models, 'small-unet');
  const run = (...parameters: string[]) =>
    execFileSync(python, parameters, {
      cwd: packageRoot(),
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  if (!existsSync(checkpoint)) run('test/bench/torch/sd_model.py', checkpoint, '--small-unet');
  if (!existsSync(folder)) {
    run('models/export/export_diffusers.py', checkpoint, folder, '--precision', 'float32');
  }
  return folder;
}

/** What a thousand labels cost a model that reads text, and what they cost the next image. */
export const manyLabels: Part = {
  name: 'many-labels',
  title: '1,000 labels of a model that reads text',
  flags: () => ['--python PYTHON', '--models FOLDER'],
  missing: ({ python, models }) =>
    python && models
      ? undefined
      : 'it needs --python PYTHON and --models FOLDER, which gets 1 GB of random weights',
  measure: async ({ quick, python, models }, say) => {
    const labels = quick ? 20 : 1_000;
    const conditionings = Array.from({ length: labels }, (_, index) => ({
      prompt: `a photo of a thing number ${index}`,
    }));
    say('making the model, where it is not there yet');
    const host = await startHost(smallModel(python!, models!), { provider: 'cpu', index: 0 });
    const figures: Figure[] = [];
    const time = async (subject: string, work: () => Promise<void>) => {
      say(subject);
      const before = host.usage().processorSeconds;
      const began = performance.now();
      await work();
      const { processorSeconds, resident } = host.usage();
      const figure = (measure: string, unit: string, value: number): Figure => ({
        subject,
        measure,
        unit,
        value,
        n: 1,
      });
      const seconds = (performance.now() - began) / 1_000;
      figures.push(
        { ...figure('seconds', 's', seconds), predicted: predicted[subject] },
        figure('processor time', 's', processorSeconds - before),
        figure('memory of the host after it', 'MiB', resident / 2 ** 20),
      );
    };
    const [first, second] = samplePictures() as [string, string, ...string[]];
    await time('opening the model', async () => {});
    await time('reading the labels', async () => void (await host.encode(conditionings)));
    await time('the same labels again', async () => void (await host.encode(conditionings)));
    await time('a sample of a first image under all of them', () => once(host, first));
    await time('a sample of a second image', () => once(host, second));
    host.end();
    return { settings: { labels }, figures };

    async function once(asked: DenoiserHost, file: string): Promise<void> {
      const key = await asked.prepare({ file });
      for (let label = 0; label < labels; label += together) {
        await asked.errors({
          key,
          conditionings: conditionings.slice(label, label + together),
          samples: [{ timestep: 500, noiseRow: 0 }],
          noise: { kind: 'by-row', seed: 0 },
        });
      }
    }
  },
};

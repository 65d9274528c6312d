import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { Pipeline } from '../../server/src/host/pipeline';
import { defaultImageLimits } from '../../server/src/imageLimits';

/** Made by make_host_errors.py with PyTorch, from the weights of the same model folder. */
interface Golden {
  seed: number;
  samples: { timestep: number; noiseRow: number }[];
  images: { image: string; errors: number[][] }[];
}

const mean = (row: number[]) => row.reduce((sum, error) => sum + error, 0) / row.length;
const argmin = (values: number[]) => values.indexOf(Math.min(...values));

test.each([
  ['models/everyday-32', { images: 10, labels: 10, samples: 20 }],
  ['test/fixtures/tiny-class-conditional', { images: 2, labels: 4, samples: 4 }],
])(
  'errors of %s are those of PyTorch (atol 1e-4, rtol 1e-3), and so is the winner: %j',
  async (folder, size) => {
    const name = `host-errors-${path.basename(folder)}.json`;
    const golden: Golden = JSON.parse(readFileSync(path.join(__dirname, 'golden', name), 'utf8'));
    const pipeline = await Pipeline.open({
      folder: path.resolve(folder),
      device: { provider: 'cpu', index: 0 },
    });
    expect(golden.images).toHaveLength(size.images);
    expect(golden.samples).toHaveLength(size.samples);
    for (const { image, errors: expected } of golden.images) {
      expect(expected).toHaveLength(size.labels);
      const { key } = await pipeline.prepare({
        image: { dataUri: image },
        limits: defaultImageLimits,
      });
      const { l2: actual } = await pipeline.errors({
        key,
        conditionings: expected.map((_, classIndex) => ({ classIndex })),
        samples: golden.samples,
        noise: { kind: 'by-row', seed: golden.seed },
      });
      const beyond = actual.flatMap((row, label) =>
        row.flatMap((value, sample) => {
          const wanted = expected[label]![sample]!;
          const near = Math.abs(value - wanted) <= 1e-4 + 1e-3 * Math.abs(wanted);
          return near ? [] : [{ label, sample, value, wanted }];
        }),
      );
      expect(beyond).toEqual([]);
      expect(argmin(actual.map(mean))).toBe(argmin(expected.map(mean)));
    }
  },
  120_000,
);

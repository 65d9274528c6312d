import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { FeatureExtractor } from '../../server/src/host/features';
import { defaultImageLimits } from '../../server/src/imageLimits';

/** Made by make_features.py with PyTorch and diffusers. */
interface Golden {
  seed: number;
  samples: { timestep: number; noiseRow: number }[];
  models: Record<string, { image: string; features: number[][] }>;
}

const golden: Golden = JSON.parse(
  readFileSync(path.join(__dirname, 'golden', 'features.json'), 'utf8'),
);

/** Allowed beside 1e-3 of the value: rounding to half precision moves a mean of activations more. */
const absolute = { 'test/fixtures/tiny-sd1-float16': 2e-2 } as Record<string, number>;

test.each([
  ['models/everyday-32', 192],
  ['test/fixtures/tiny-sd1', 24],
  ['test/fixtures/tiny-sd1-float16', 24],
  ['test/fixtures/tiny-sd2', 24],
  ['test/fixtures/tiny-sdxl', 24],
])('features of %s are what leaves its middle in PyTorch', async (folder, channels) => {
  const { image, features } = golden.models[folder.replace('-float16', '')]!;
  const extractor = await FeatureExtractor.open({
    folder: path.resolve(folder),
    device: { provider: 'cpu', index: 0 },
  });
  const found = await extractor.features({
    image: { dataUri: image },
    limits: defaultImageLimits,
    samples: golden.samples,
    noise: { kind: 'by-row', seed: golden.seed },
  });
  expect(found).toHaveLength(golden.samples.length);
  for (const [sample, row] of found.entries()) {
    expect(row).toHaveLength(channels);
    for (const [channel, value] of row.entries()) {
      const expected = features[sample]![channel]!;
      const allowed = (absolute[folder] ?? 1e-4) + 1e-3 * Math.abs(expected);
      expect(Math.abs(value - expected)).toBeLessThan(allowed);
    }
  }
});

import path from 'node:path';
import { expect, test } from 'vitest';
import type { Conditioning, MapParams } from '../../../server/src/host/messages';
import { Pipeline } from '../../../server/src/host/pipeline';
import { defaultImageLimits } from '../../../server/src/imageLimits';
import { losses } from '../../../server/src/method';

const fixture = (name: string) => path.resolve('test/fixtures', name);

async function prepared(model: string, image = 'rgba-alpha.png', preprocessing?: 'official') {
  const device = { provider: 'cpu', index: 0 } as const;
  const pipeline = await Pipeline.open({ folder: fixture(model), device });
  const { key } = await pipeline.prepare({
    image: { file: fixture(`images/${image}`) },
    limits: defaultImageLimits,
    preprocessing,
  });
  return { pipeline, key };
}

const classes: Conditioning[] = [{ classIndex: 0 }, { classIndex: 2 }];
const prompts: Conditioning[] = ['a cat', 'a dog', 'two dogs'].map((prompt) => ({ prompt }));
const samples = [3, 120, 480, 777, 999].map((timestep) => ({ timestep, noiseRow: timestep }));

function request(key: string, conditionings: Conditioning[], weights: number[]): MapParams {
  const noise = { kind: 'by-row', seed: 5 } as const;
  return { key, conditionings, weights, samples, noise, loss: 'l2' };
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

test.each(
  losses.flatMap((loss) => [
    ['tiny-crossed', classes, [-1, 1], 16, loss] as const,
    ['tiny-class-conditional', classes, [-1, 1], 16, loss] as const,
    ['tiny-dit', classes, [-1, 1], 8, loss] as const,
    ['tiny-sd1', prompts, [-1, 0.5, 0.5], 8, loss] as const,
    ['tiny-sd2', prompts, [-1, 0.5, 0.5], 8, loss] as const,
  ]),
)(
  'the mean over the map of %s is the difference of the errors (1e-6): %#',
  async (model, conditionings, weights, side, loss) => {
    const { pipeline, key } = await prepared(model);
    const asked = { ...request(key, [...conditionings], [...weights]), loss };
    const { errors, map } = await pipeline.map(asked);
    expect([map.width, map.height, map.sums.length]).toEqual([side, side, side * side]);
    expect(errors).toEqual(await pipeline.errors(asked));
    const difference = weights.reduce(
      (sum, weight, row) => sum + weight * errors[loss][row]!.reduce((all, one) => all + one),
      0,
    );
    expect(Math.abs(mean(map.sums) - difference)).toBeLessThan(1e-6);
    expect(new Set(map.sums).size).toBeGreaterThan(side);
  },
);

test('maps of parts of the samples, and of the conditionings, add up to the whole', async () => {
  const { pipeline, key } = await prepared('tiny-crossed');
  const whole = request(key, classes, [-1, 1]);
  const { map } = await pipeline.map(whole);
  const parts = [
    { ...whole, samples: samples.slice(0, 2) },
    { ...whole, samples: samples.slice(2), conditionings: [classes[0]!], weights: [-1] },
    { ...whole, samples: samples.slice(2), conditionings: [classes[1]!], weights: [1] },
  ];
  const sums = map.sums.map(() => 0);
  for (const part of parts) {
    (await pipeline.map(part)).map.sums.forEach((value, cell) => {
      sums[cell]! += value;
    });
  }
  sums.forEach((value, cell) => {
    expect(value).toBeCloseTo(map.sums[cell]!, 5);
  });
});

test('a map lies upright, as a person sees the image, also where the model does not see it so', async () => {
  const { pipeline, key } = await prepared('tiny-crossed', 'orientation-6.jpg', 'official');
  const upright = await pipeline.map(request(key, classes, [-1, 1]));
  const plain = await pipeline.prepare({
    image: { file: fixture('images/orientation-1.jpg') },
    limits: defaultImageLimits,
  });
  const { map } = await pipeline.map(request(plain.key, classes, [-1, 1]));
  expect(upright.map.image).toEqual(map.image);
  expect(upright.map.region.width).toBeCloseTo(map.region.width, 6);
  // The model has seen another, turned picture under the same noise.
  expect(upright.map.sums).not.toEqual(map.sums);
});

test('a map of an image that is not prepared is refused by its key', async () => {
  const { pipeline } = await prepared('tiny-crossed');
  await expect(pipeline.map(request('unknown', classes, [-1, 1]))).rejects.toMatchObject({
    code: 'image-not-found',
    details: { key: 'unknown' },
  });
});

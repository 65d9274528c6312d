import { expect, test } from 'vitest';
import { matchingSamples } from '../../../server/src/matching/matchingSamples';
import { productSamples } from '../../../server/src/method';

const model = {
  scheduler: { num_train_timesteps: 1_000 },
  classifier: { band: [200, 800] as const, budget: { samples: 40 } },
};

test('the first samples of the product, as many as the budget has', () => {
  const set = { timesteps: 1_000, band: [200, 800] as const, seed: 3 };
  expect(matchingSamples({ seed: 3 }, model)).toEqual(productSamples({ ...set, count: 40 }));
  expect(matchingSamples({ seed: 3, samples: 5 }, model)).toEqual(
    productSamples({ ...set, count: 5 }),
  );
});

test('range(t_interval // 2, T, t_interval), a noise row each', () => {
  expect(matchingSamples({ sampleSet: 'official', samples: 4 }, model)).toEqual([
    { timestep: 125, noiseRow: 0 },
    { timestep: 375, noiseRow: 1 },
    { timestep: 625, noiseRow: 2 },
    { timestep: 875, noiseRow: 3 },
  ]);
  const all = matchingSamples({ sampleSet: 'official' }, model);
  expect(all).toHaveLength(1_000);
  expect(all[7]).toEqual({ timestep: 7, noiseRow: 7 });
});

test('a number of samples that the official code cannot have', () => {
  expect(() => matchingSamples({ sampleSet: 'official', samples: 300 }, model)).toThrow(
    /300 samples make no whole n: expected a divisor of 1000/,
  );
});

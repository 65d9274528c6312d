import { expect, test } from 'vitest';
import {
  addNoise,
  type PredictionType,
  predictedNoise,
  predictionTypes,
  TorchGenerator,
  torchRandn,
} from '../../../server/src/method';

const generator = new TorchGenerator(9);
const x0 = torchRandn(generator, 64);
const noise = torchRandn(generator, 64);

/** What a perfect denoiser of each type puts out. */
const perfect: Record<PredictionType, (alpha: number) => Float32Array> = {
  epsilon: () => noise,
  v_prediction: (alpha) =>
    noise.map((e, i) => Math.sqrt(alpha) * e - Math.sqrt(1 - alpha) * x0[i]!),
  sample: () => x0,
};

for (const type of predictionTypes) {
  test.each([0.999, 0.5, 0.01])(
    `${type}: a perfect output gives back the noise, alpha %f`,
    (alpha) => {
      const xt = new Float32Array(64);
      addNoise(x0, noise, alpha, xt);
      const found = predictedNoise(type, perfect[type](alpha), xt, alpha);
      for (const [i, value] of found.entries()) expect(value).toBeCloseTo(noise[i]!, 4);
    },
  );
}

test('epsilon is passed on without a copy', () => {
  expect(predictedNoise('epsilon', noise, x0, 0.5)).toBe(noise);
});

test('with zero terminal SNR the last timestep is the noise itself', () => {
  const batch = new Float32Array(128);
  addNoise(x0, noise, 0, batch.subarray(64));
  expect(batch.slice(64)).toEqual(noise);
  expect(batch.slice(0, 64)).toEqual(new Float32Array(64));
  expect(predictedNoise('v_prediction', x0, noise, 0)).toEqual(noise);
});

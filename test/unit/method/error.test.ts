import { expect, test } from 'vitest';
import {
  type Loss,
  losses,
  meanErrors,
  TorchGenerator,
  torchRandn,
} from '../../../server/src/method';
import { goldenJson } from './golden';

const { errors } = goldenJson<{
  errors: Record<Loss, number> & { seed: number; elements: number };
}>('torch-noise.json');
const generator = new TorchGenerator(errors.seed);
const noise = torchRandn(generator, errors.elements);
const predicted = torchRandn(generator, errors.elements);

test.each([...losses])('%s agrees with torch', (loss) => {
  expect(Math.abs(meanErrors(noise, predicted)[loss] / errors[loss] - 1)).toBeLessThan(1e-6);
});

test.each([...losses])(
  '%s of a perfect prediction is 0, and the mean does not depend on length',
  (loss) => {
    expect(meanErrors(noise, noise)[loss]).toBe(0);
    const short = meanErrors(Float32Array.of(0, 0), Float32Array.of(0.5, -3))[loss];
    const long = meanErrors(Float32Array.of(0, 0, 0, 0), Float32Array.of(0.5, -3, -0.5, 3))[loss];
    expect(long).toBe(short);
  },
);

test('huber is quadratic below 1 and linear above', () => {
  expect(meanErrors(Float32Array.of(0), Float32Array.of(0.5)).huber).toBe(0.125);
  expect(meanErrors(Float32Array.of(0), Float32Array.of(1)).huber).toBe(0.5);
  expect(meanErrors(Float32Array.of(0), Float32Array.of(-3)).huber).toBe(2.5);
});

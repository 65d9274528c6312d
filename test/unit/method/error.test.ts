import { expect, test } from 'vitest';
import {
  type Loss,
  losses,
  meanError,
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
  expect(Math.abs(meanError(loss, noise, predicted) / errors[loss] - 1)).toBeLessThan(1e-6);
});

test.each([...losses])(
  '%s of a perfect prediction is 0, and the mean does not depend on length',
  (loss) => {
    expect(meanError(loss, noise, noise)).toBe(0);
    const short = meanError(loss, Float32Array.of(0, 0), Float32Array.of(0.5, -3));
    const long = meanError(loss, Float32Array.of(0, 0, 0, 0), Float32Array.of(0.5, -3, -0.5, 3));
    expect(long).toBe(short);
  },
);

test('huber is quadratic below 1 and linear above', () => {
  expect(meanError('huber', Float32Array.of(0), Float32Array.of(0.5))).toBe(0.125);
  expect(meanError('huber', Float32Array.of(0), Float32Array.of(1))).toBe(0.5);
  expect(meanError('huber', Float32Array.of(0), Float32Array.of(-3))).toBe(2.5);
});

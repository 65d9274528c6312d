import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { addErrorMap, losses, meanErrors } from '../../../server/src/method';

const floats = (length: number) =>
  fc
    .array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: length, maxLength: length })
    .map((values) => Float32Array.from(values));

test.each(losses)('the mean over the map is the error in %s', (loss) => {
  fc.assert(
    fc.property(floats(3 * 8), floats(3 * 8), (noise, predicted) => {
      const map = new Float64Array(8);
      addErrorMap(loss, noise, predicted, 1, map);
      const mean = map.reduce((sum, value) => sum + value, 0) / 8;
      expect(mean).toBeCloseTo(meanErrors(noise, predicted)[loss], 5);
    }),
  );
});

test('a pixel has the mean error of its channels, times the weight, beside what was there', () => {
  const map = Float64Array.of(10, 20);
  // Channel by channel: the first pixel is off by 1 and 3, the second by 0 and 2.
  addErrorMap('l2', Float32Array.of(0, 0, 0, 0), Float32Array.of(1, 0, 3, 2), -2, map);
  expect([...map]).toEqual([10 - 2 * 5, 20 - 2 * 2]);
});

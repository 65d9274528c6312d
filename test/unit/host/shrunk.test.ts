import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { shrunk } from '../../../server/src/host/shrunk';

const grid = fc
  .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }))
  .chain(([width, height]) =>
    fc
      .array(fc.integer({ min: -9, max: 9 }), {
        minLength: width * height,
        maxLength: width * height,
      })
      .map((values) => ({ width, height, data: Float64Array.from(values) })),
  );
const mean = (data: Float64Array) => data.reduce((sum, value) => sum + value, 0) / data.length;

test('a smaller grid has the same mean, whatever the sides', () => {
  fc.assert(
    fc.property(grid, fc.integer({ min: 1, max: 12 }), (whole, most) => {
      const small = shrunk(whole, most);
      expect([small.width, small.height]).toEqual([
        Math.min(whole.width, most),
        Math.min(whole.height, most),
      ]);
      expect(small.data).toHaveLength(small.width * small.height);
      expect(mean(small.data)).toBeCloseTo(mean(whole.data), 9);
    }),
  );
});

test('blocks become their means, in their places', () => {
  const data = Float64Array.of(1, 3, 5, 7, 3, 1, 7, 5);
  expect(shrunk({ width: 4, height: 2, data }, 2)).toEqual({
    width: 2,
    height: 2,
    data: Float64Array.of(2, 6, 2, 6),
  });
  expect(shrunk({ width: 4, height: 2, data }, 4).data).toEqual(data);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromFloat16, toFloat16 } from '../../../server/src/host/float16';

const all = Uint16Array.from({ length: 65_536 }, (_, half) => half);
const isNumber = (half: number) => (half & 0x7c_00) !== 0x7c_00 || (half & 0x3_ff) === 0;

test('every float16 comes back from float32 with the same bits', () => {
  const numbers = all.filter(isNumber);
  expect(numbers).toHaveLength(65_536 - 2 * 1023);
  expect(toFloat16(fromFloat16(numbers))).toEqual(numbers);
});

test('what is no number stays none', () => {
  const none = all.filter((half) => !isNumber(half));
  expect(fromFloat16(none).every(Number.isNaN)).toBe(true);
  expect(fromFloat16(toFloat16(Float32Array.of(Number.NaN)))[0]).toBeNaN();
});

test.each([
  [0x00_01, 2 ** -24],
  [0x03_ff, 1023 * 2 ** -24],
  [0x04_00, 2 ** -14],
  [0x35_55, 0.333251953125],
  [0x3c_00, 1],
  [0x7b_ff, 65_504],
  [0x7c_00, Number.POSITIVE_INFINITY],
  [0x80_00, -0],
  [0xc1_48, -2.640625],
])('the bits %i are %d', (half, value) => {
  expect(fromFloat16(Uint16Array.of(half))[0]).toBe(value);
  expect(toFloat16(Float32Array.of(value))[0]).toBe(half);
});

test.each([
  ['half way to the even below', 1 + 2 ** -11, 0x3c_00],
  ['half way to the even above', 1 + 3 * 2 ** -11, 0x3c_02],
  ['half of the smallest', 2 ** -25, 0],
  ['a little more than that', 2 ** -25 + 2 ** -48, 1],
  ['below half way to what is too large', 65_519.996, 0x7b_ff],
  ['half way to what is too large', 65_520, 0x7c_00],
  ['the largest float32', 3.4028234663852886e38, 0x7c_00],
])('%s is rounded to the nearest, ties to even', (_, value, half) => {
  expect(toFloat16(Float32Array.of(value, -value))).toEqual(Uint16Array.of(half, half | 0x80_00));
});

test('no other float16 is nearer than the one that a float32 becomes', () => {
  fc.assert(
    fc.property(fc.float({ noNaN: true, min: -65_504, max: 65_504 }), (value) => {
      const [half] = toFloat16(Float32Array.of(value));
      const near = fromFloat16(Uint16Array.of(half!, half! - 1, half! + 1)).map((other) =>
        Math.abs(other - value),
      );
      expect(near[0]).toBeLessThanOrEqual(near[1]! || Number.POSITIVE_INFINITY);
      expect(near[0]).toBeLessThanOrEqual(near[2]! || Number.POSITIVE_INFINITY);
    }),
    { numRuns: 2_000 },
  );
});

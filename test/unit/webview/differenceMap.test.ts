import { expect, test } from 'vitest';
import {
  mapPixels,
  placeOf,
  scaleOf,
  smoothed,
} from '../../../client/webview/detail/differenceMap';

test('the sign of a difference is a colour, and its size an opacity', () => {
  const map = { width: 2, height: 2, differences: [2, -1, 0, 9] };
  const pixels = mapPixels(map, 2);
  expect([...pixels.subarray(0, 4)]).toEqual([0, 0x72, 0xb2, 255]);
  expect([...pixels.subarray(4, 8)]).toEqual([0xd5, 0x5e, 0, 128]);
  expect(pixels[11]).toBe(0);
  expect(pixels[15]).toBe(255);
});

test('no single cell decides what the full colour stands for', () => {
  const differences = Array.from({ length: 1_000 }, () => -1);
  differences[7] = 500;
  expect(scaleOf({ width: 100, height: 10, differences })).toBe(1);
});

test('a map of nothing has a scale that can be divided by', () => {
  expect(scaleOf({ width: 1, height: 1, differences: [0] })).toBe(1);
});

test('smoothing keeps what is even, and spreads a spot over its neighbours alone', () => {
  const even = smoothed({ width: 32, height: 16, differences: Array(512).fill(3) });
  for (const difference of even.differences) expect(difference).toBeCloseTo(3, 12);

  const spot = Array<number>(32 * 32).fill(0);
  spot[10 * 32 + 20] = 1;
  const { differences } = smoothed({ width: 32, height: 32, differences: spot });
  const at = (x: number, y: number) => differences[y * 32 + x]!;
  expect(at(20, 10)).toBeCloseTo(1 / (2 * Math.PI), 2);
  expect(at(21, 10)).toBeCloseTo(at(20, 11), 12);
  expect(at(20, 10)).toBeGreaterThan(at(21, 10));
  expect(at(28, 10)).toBeLessThan(1e-6);
  expect(at(10, 20)).toBeLessThan(1e-6);
});

test('a map that is not square is smoothed along both of its sides', () => {
  const differences = [0, 0, 0, 0, 0, 0, 64, 0];
  const sum = smoothed({ width: 4, height: 2, differences }).differences;
  expect(sum.indexOf(Math.max(...sum))).toBe(6);
});

test('the map lies over what the model saw of the picture', () => {
  const size = { width: 1_920, height: 1_080 };
  expect(placeOf({ size, region: { x: 420, y: 0, width: 1_080, height: 1_080 } })).toEqual({
    left: 21.875,
    top: 0,
    width: 56.25,
    height: 100,
  });
});

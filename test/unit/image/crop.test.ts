import { expect, test } from 'vitest';
import { cropCenter, resizeShortSide } from '../../../server/src/image';
import { firstDifference, golden, testImage } from './testImage';

test.each(golden.crop)('$from to $size: resized and cropped as torchvision does', (example) => {
  const resized = resizeShortSide(testImage('photo', 3, ...example.from), example.size, 'bicubic');
  expect([resized.width, resized.height]).toEqual(example.resized);
  expect(firstDifference(cropCenter(resized, example.size).data, example.output)).toBeUndefined();
});

test.each([
  // Python's round: 0.5 to 0, 1.5 to 2, 2.5 to 2, 3.5 to 4.
  { width: 5, left: 0 },
  { width: 7, left: 2 },
  { width: 9, left: 2 },
  { width: 11, left: 4 },
  { width: 10, left: 3 },
])('the middle 4 of $width columns begin at column $left', ({ width, left }) => {
  const data = Uint8Array.from({ length: width * 4 }, (_, i) => i % width);
  const cropped = cropCenter({ width, height: 4, channels: 1, data }, 4);
  expect([...cropped.data.subarray(0, 4)]).toEqual([left, left + 1, left + 2, left + 3]);
});

test('a crop larger than the image is refused', () => {
  expect(() => cropCenter(testImage('noise', 3, 10, 40), 11)).toThrow('11x11 pixels, got 10x40');
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ResizeFilter, resample } from '../../../server/src/image';
import { firstDifference, golden, testImage } from './testImage';

const filters: ResizeFilter[] = ['box', 'bilinear', 'bicubic', 'lanczos'];

for (const { kind, channels, from, to, outputs } of golden.resize) {
  test.each(filters)(
    `${kind} ${from.join('x')}x${channels} to ${to.join('x')} by %s is Pillow's to the bit`,
    (filter) => {
      const resized = resample(testImage(kind, channels, ...from), ...to, filter);
      expect([resized.width, resized.height, resized.channels]).toEqual([...to, channels]);
      expect(firstDifference(resized.data, outputs[filter])).toBeUndefined();
    },
  );
}

const size = fc.integer({ min: 1, max: 70 });
const filter = fc.constantFrom(...filters);

test('an image of one colour keeps it under any resize, and gets the size that was asked for', () => {
  const colour = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255));
  fc.assert(
    fc.property(size, size, size, size, filter, colour, (w, h, toW, toH, by, rgb) => {
      const data = Uint8Array.from({ length: w * h * 3 }, (_, i) => rgb[i % 3]!);
      const resized = resample({ width: w, height: h, channels: 3, data }, toW, toH, by);
      expect(resized.data).toHaveLength(toW * toH * 3);
      expect(resized.data.every((value, i) => value === rgb[i % 3])).toBe(true);
    }),
  );
});

test('a resize of one channel does not depend on the others', () => {
  fc.assert(
    fc.property(size, size, size, size, filter, (w, h, toW, toH, by) => {
      const all = testImage('noise', 3, w, h);
      const green = all.data.filter((_, i) => i % 3 === 1);
      const alone = resample({ width: w, height: h, channels: 1, data: green }, toW, toH, by);
      const together = resample(all, toW, toH, by).data.filter((_, i) => i % 3 === 1);
      expect(together).toEqual(alone.data);
    }),
  );
});

test('the input is left as it was', () => {
  const image = testImage('photo', 3, 40, 30);
  resample(image, 32, 32, 'bicubic');
  expect(image).toEqual(testImage('photo', 3, 40, 30));
});

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { preprocess, resample, uprightGrid } from '../../../server/src/image';
import { decode, pixelsOf } from './testImage';

const size = 16;
const model = { size, resize: 'bicubic', crop: 'center' } as const;
const fixture = (name: string) => readFile(path.join(__dirname, '../../fixtures/images', name));

async function picture(width: number, height: number): Promise<Buffer> {
  const create = { width, height, channels: 3, background: '#fff' } as const;
  return await sharp({ create }).png().toBuffer();
}

test.each([
  [64, 32, { x: 16, y: 0, width: 32, height: 32 }],
  [32, 64, { x: 0, y: 16, width: 32, height: 32 }],
  [48, 48, { x: 0, y: 0, width: 48, height: 48 }],
])('of %d x %d pixels the model sees the square in the middle', async (width, height, region) => {
  const { view } = await preprocess(await picture(width, height), model);
  expect(view).toEqual({ image: { width, height }, region, orientation: 1 });
});

test('where sides do not divide, the region is that of the crop, to fractions of a pixel', async () => {
  // 101 x 40 becomes 40 x 16, of which 16 are cut at 12.
  const { view } = await preprocess(await picture(101, 40), model);
  const { x, y, width, height } = view.region;
  expect([x, y, width, height].map((value) => Number(value.toFixed(3)))).toEqual([
    30.3, 0, 40.4, 40,
  ]);
});

/** Of two pictures of one size, in levels of 255. */
function meanDistance(one: Uint8Array, other: Uint8Array): number {
  return one.reduce((sum, value, index) => sum + Math.abs(value - other[index]!), 0) / one.length;
}

const rules = ['product', 'official', 'adm'] as const;
const orientations = [1, 2, 3, 4, 5, 6, 7, 8];

test.each(rules.flatMap((rule) => orientations.map((orientation) => [rule, orientation] as const)))(
  'by rule %s, with EXIF orientation %d, the region of the upright image shows what the model sees',
  async (preprocessing, orientation) => {
    const bytes = await fixture(`orientation-${orientation}.jpg`);
    const { pixels, view } = await preprocess(bytes, { ...model, preprocessing });
    const upright = await decode(bytes);
    expect(view.image).toEqual({ width: upright.width, height: upright.height });

    const { x, y, width, height } = view.region;
    const part = await sharp(upright.data, { raw: { ...upright, channels: 3 } })
      .extract({
        left: Math.round(x),
        top: Math.round(y),
        width: Math.round(width),
        height: Math.round(height),
      })
      .raw()
      .toBuffer({ resolveWithObject: true });
    const shown = resample({ ...part.info, data: part.data }, size, size, 'bicubic').data;
    const plane = size * size;
    const turned = [0, 1, 2].map((channel) => {
      const data = Float64Array.from(pixels.subarray(channel * plane, (channel + 1) * plane));
      return [...uprightGrid({ width: size, height: size, data }, view.orientation).data];
    });
    expect(meanDistance(pixelsOf(Float32Array.from(turned.flat()), size), shown)).toBeLessThan(4);
  },
);

test('TIFF is turned by every rule', async () => {
  for (const preprocessing of rules) {
    const { view } = await preprocess(await fixture('orientation-6.tif'), {
      ...model,
      preprocessing,
    });
    expect(view.orientation).toBe(1);
  }
});

import { readFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { preprocess } from '../../../server/src/image';
import { golden, testImage } from './testImage';

async function png(width: number, height: number): Promise<Buffer> {
  const { data } = testImage('photo', 3, width, height);
  return sharp(data, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}

test.each(golden.crop)('$from: x0 is the planes of what Pillow makes of it', async (example) => {
  const { size } = example;
  const { pixels: x0 } = await preprocess(await png(...example.from), {
    size,
    resize: 'bicubic',
    crop: 'center',
  });
  const pixels = Buffer.from(example.output, 'base64');
  const plane = size ** 2;
  const expected = Float32Array.from(
    { length: 3 * plane },
    (_, i) => pixels[(i % plane) * 3 + Math.floor(i / plane)]! / 127.5 - 1,
  );
  expect(x0).toEqual(expected);
});

test('black is -1 and white is 1', async () => {
  for (const [background, value] of [
    ['black', -1],
    ['white', 1],
  ] as const) {
    const create = { width: 40, height: 50, channels: 3, background } as const;
    const file = await sharp({ create }).jpeg().toBuffer();
    const { pixels: x0 } = await preprocess(file, { size: 32, resize: 'lanczos', crop: 'center' });
    expect(new Set(x0)).toEqual(new Set([value]));
  }
});

test('a strip is refused, for its resized length would know no bound', async () => {
  const file = await sharp({
    create: { width: 4000, height: 10, channels: 3, background: 'red' },
  })
    .png()
    .toBuffer();
  await expect(
    preprocess(file, { size: 32, resize: 'bicubic', crop: 'center' }, { name: 'strip.png' }),
  ).rejects.toMatchObject({
    code: 'image-not-decodable',
    message:
      'strip.png could not be decoded: it is a strip of 4000x10 pixels; crop it first. Expected sides within 200 to 1.',
    details: {
      image: 'strip.png',
      reason: 'it is a strip of 4000x10 pixels; crop it first',
    },
  });
});

const fixtures = path.join(__dirname, '../../fixtures/images');

test.each([
  ['scene.svg', 'SVG'],
  ['still.avif', 'AVIF'],
  ['part-frame.gif', 'GIF'],
  ['premultiplied.tif', 'TIFF'],
  ['16-bit-grey-big-endian.tif', 'TIFF'],
  ['float-unit.tif', 'TIFF'],
  ['bigtiff.tif', 'TIFF'],
])('%s is refused by the rules that follow Pillow, for they would differ', async (name, format) => {
  const bytes = readFileSync(path.join(fixtures, name));
  for (const preprocessing of ['official', 'adm'] as const) {
    await expect(
      preprocess(bytes, { size: 16, resize: 'bicubic', crop: 'center', preprocessing }, { name }),
    ).rejects.toMatchObject({
      code: 'image-not-supported',
      message: expect.stringMatching(/^.* "official" and "adm".*Use the rule "product"/),
      details: { image: name, format },
    });
  }
});

test.each([
  ['still.gif', 790],
  ['still.gif', 20],
  ['palette.tif', 12],
])('%s cut to %d bytes is refused by the rules that follow Pillow', async (name, length) => {
  const bytes = readFileSync(path.join(fixtures, name)).subarray(0, length);
  await expect(
    preprocess(bytes, { size: 16, resize: 'bicubic', crop: 'center', preprocessing: 'official' }),
  ).rejects.toMatchObject({ code: 'image-not-decodable' });
});

test('a TIFF with a channel too many is refused by the rules that follow Pillow', async () => {
  const bytes = readFileSync(path.join(fixtures, 'five-channels.tif'));
  for (const preprocessing of ['official', 'adm'] as const) {
    await expect(
      preprocess(bytes, { size: 16, resize: 'bicubic', crop: 'center', preprocessing }),
    ).rejects.toMatchObject({
      code: 'image-not-decodable',
      message: expect.stringContaining('5 of them'),
    });
  }
});

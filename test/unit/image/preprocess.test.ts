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
  const prepared = await preprocess(await png(...example.from), {
    size: example.size,
    resize: 'bicubic',
    crop: 'center',
  });
  expect([prepared.width, prepared.height]).toEqual(example.from);

  const pixels = Buffer.from(example.output, 'base64');
  const plane = example.size ** 2;
  const expected = Float32Array.from(
    { length: 3 * plane },
    (_, i) => pixels[(i % plane) * 3 + Math.floor(i / plane)]! / 127.5 - 1,
  );
  expect(prepared.x0).toEqual(expected);
});

test('black is -1 and white is 1', async () => {
  for (const [background, value] of [
    ['black', -1],
    ['white', 1],
  ] as const) {
    const create = { width: 40, height: 50, channels: 3, background } as const;
    const file = await sharp({ create }).jpeg().toBuffer();
    const { x0 } = await preprocess(file, { size: 32, resize: 'lanczos', crop: 'center' });
    expect(new Set(x0)).toEqual(new Set([value]));
  }
});

test('width and height are of the upright image', async () => {
  const file = await sharp(await png(60, 40))
    .jpeg()
    .withMetadata({ orientation: 6 })
    .toBuffer();
  const prepared = await preprocess(file, { size: 32, resize: 'box', crop: 'center' });
  expect([prepared.width, prepared.height]).toEqual([40, 60]);
});

test('a strip is refused, for its resized length would know no bound', async () => {
  const file = await sharp({
    create: { width: 4000, height: 10, channels: 3, background: 'red' },
  })
    .png()
    .toBuffer();
  await expect(
    preprocess(file, { size: 32, resize: 'bicubic', crop: 'center' }, 'strip.png'),
  ).rejects.toMatchObject({
    code: 'image-not-decodable',
    message: expect.stringContaining('strip.png is a strip of 4000x10 pixels'),
  });
});

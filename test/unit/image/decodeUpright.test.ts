import sharp from 'sharp';
import { expect, test } from 'vitest';
import { decode, firstDifference, golden, testImage } from './testImage';

type Channels = 1 | 2 | 3 | 4;

function picture(width: number, height: number, channels: Channels, values: number[]) {
  return sharp(Uint8Array.from(values), { raw: { width, height, channels } });
}

test('a JPEG decodes to the pixels that Pillow decodes', async () => {
  const decoded = await decode(Buffer.from(golden.jpeg.file, 'base64'));
  expect([decoded.width, decoded.height]).toEqual(golden.jpeg.size);
  expect(firstDifference(decoded.data, golden.jpeg.pixels)).toBeUndefined();
});

test.each(['png', 'webp'] as const)(
  'a lossless %s decodes to the pixels put in',
  async (format) => {
    const { data } = testImage('photo', 3, 21, 13);
    const image = sharp(data, { raw: { width: 21, height: 13, channels: 3 } });
    const file = await (format === 'png' ? image.png() : image.webp({ lossless: true })).toBuffer();
    expect(await decode(file)).toMatchObject({ width: 21, height: 13, channels: 3 });
    expect([...(await decode(file)).data]).toEqual([...data]);
  },
);

test('transparent pixels are white, half transparent ones are halfway to white', async () => {
  const file = await picture(3, 1, 4, [10, 20, 30, 0, 10, 20, 30, 255, 0, 100, 200, 128]).png();
  const [clear, opaque, halfway] = inThrees((await decode(await file.toBuffer())).data);
  expect(clear).toEqual([255, 255, 255]);
  expect(opaque).toEqual([10, 20, 30]);
  halfway!.forEach((value, i) => {
    expect(Math.abs(value - [127, 177, 227][i]!)).toBeLessThanOrEqual(1);
  });
});

test('greyscale becomes RGB, with and without alpha, 8 and 16 bit', async () => {
  const grey = await picture(2, 1, 1, [0, 200]).toColourspace('b-w').png().toBuffer();
  expect((await sharp(grey).metadata()).channels).toBe(1);
  expect(inThrees((await decode(grey)).data)).toEqual([
    [0, 0, 0],
    [200, 200, 200],
  ]);

  const greyJpeg = await picture(8, 8, 1, Array(64).fill(77)).toColourspace('b-w').jpeg();
  const decoded = await decode(await greyJpeg.toBuffer());
  expect(decoded.channels).toBe(3);
  expect(new Set(decoded.data)).toEqual(new Set([77]));

  const grey16 = await sharp(Uint16Array.of(0, 65535, 0x8000, 0x1234), {
    raw: { width: 2, height: 2, channels: 1 },
  })
    .toColourspace('grey16')
    .png()
    .toBuffer();
  expect((await sharp(grey16).metadata()).depth).toBe('ushort');
  expect(inThrees((await decode(grey16)).data).map(([value]) => value)).toEqual([
    0, 255, 0x80, 0x12,
  ]);
});

test('16 bits a channel become 8, the upper ones', async () => {
  const file = await sharp(Uint16Array.of(0, 65535, 0x8000, 0x0101, 0x9c40, 0x00ff), {
    raw: { width: 2, height: 1, channels: 3 },
  })
    .toColourspace('rgb16')
    .png()
    .toBuffer();
  expect((await sharp(file).metadata()).depth).toBe('ushort');
  expect([...(await decode(file)).data]).toEqual([0, 255, 0x80, 0x01, 0x9c, 0x00]);
});

test.each([
  {
    what: 'text with the name of an image',
    bytes: Buffer.from('not an image\n'),
    reason: /no known image format/,
  },
  { what: 'zero bytes', bytes: Buffer.alloc(0), reason: /is empty/ },
])('$what is refused', async ({ bytes, reason }) => {
  await expect(decode(bytes, '/photos/cat.jpg')).rejects.toMatchObject({
    code: 'image-not-decodable',
    message: expect.stringMatching(
      /^\/photos\/cat\.jpg could not be decoded: .*Expected a whole JPEG, PNG, WebP, GIF, TIFF, AVIF or SVG image/,
    ),
    details: { image: '/photos/cat.jpg', reason: expect.stringMatching(reason) },
  });
});

test.each(['jpeg', 'png', 'webp', 'gif', 'tiff', 'avif'] as const)(
  'a %s that is cut short is refused',
  async (format) => {
    const { data } = testImage('noise', 3, 64, 64);
    const image = sharp(data, { raw: { width: 64, height: 64, channels: 3 } });
    const file = await image.toFormat(format).toBuffer();
    await expect(decode(file.subarray(0, file.length / 2))).rejects.toMatchObject({
      code: 'image-not-decodable',
    });
  },
);

function inThrees(data: Uint8Array): number[][] {
  return Array.from({ length: data.length / 3 }, (_, i) => [...data.subarray(i * 3, i * 3 + 3)]);
}

import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readImage } from '../../../server/src/image';
import { defaultImageLimits } from '../../../server/src/imageLimits';
import { decode } from './testImage';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'image limits '));
});
afterAll(() => rm(folder, { recursive: true }));

const rest = 'make it smaller, or raise diffusionClassifier.limits';

test('a file over the limit in megabytes is refused before it is read', async () => {
  const file = path.join(folder, 'sparse.png');
  await writeFile(file, '');
  await truncate(file, 2 ** 40);
  await expect(readImage({ file }, defaultImageLimits)).rejects.toMatchObject({
    code: 'image-over-limit',
    message: `${file} has 1099511.63 MB, over the limit of 256: ${rest}.megabytes (--max-megabytes).`,
    details: { image: file, limit: 'megabytes', value: '1099511.63', maximum: '256' },
  });
});

test('a file or data URI exactly at the limit in megabytes is read, one byte more is not', async () => {
  const limits = { ...defaultImageLimits, megabytes: 0.003 };
  for (const [bytes, isRead] of [
    [3_000, true],
    [3_003, false],
  ] as const) {
    const file = path.join(folder, `${bytes}.jpg`);
    await writeFile(file, Buffer.alloc(bytes));
    const dataUri = `data:image/png;base64,${Buffer.alloc(bytes).toString('base64')}`;
    for (const source of [{ file }, { dataUri }]) {
      const read = readImage(source, limits);
      if (isRead) await expect(read).resolves.toHaveLength(bytes);
      else await expect(read).rejects.toMatchObject({ code: 'image-over-limit' });
    }
  }
});

/** A PNG whose header alone says that it is this large. */
async function declared(width: number, height: number): Promise<Buffer> {
  const create = { width: 4, height: 4, channels: 3, background: 'red' } as const;
  const file = await sharp({ create }).png().toBuffer();
  file.writeUInt32BE(width, 16);
  file.writeUInt32BE(height, 20);
  file.writeUInt32BE(crc32(file.subarray(12, 29)), 29);
  return file;
}

test('an image over the limit in megapixels is refused before it is decoded', async () => {
  await expect(decode(await declared(20_000, 20_000), 'bomb.png')).rejects.toMatchObject({
    code: 'image-over-limit',
    message: `bomb.png has 400 megapixels, over the limit of 256: ${rest}.megapixels (--max-megapixels).`,
    details: { image: 'bomb.png', limit: 'megapixels', value: '400', maximum: '256' },
  });
});

test('raising the limit lets no image crash the process that does not fit into one buffer', async () => {
  const huge = await declared(40_000, 40_000);
  await expect(decode(huge, 'huge.png', { limits: { megapixels: 4_000 } })).rejects.toMatchObject({
    code: 'image-not-decodable',
    message:
      'huge.png could not be decoded: its pixels take 4.8 GB, more than fit into memory at once. Make it smaller first.',
  });
});

test('an image exactly at the limit in megapixels is decoded, one row more is not', async () => {
  const limits = { megapixels: 0.0012 };
  const solid = (height: number) =>
    sharp({ create: { width: 40, height, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
  expect(await decode(await solid(30), 'x', { limits })).toMatchObject({ width: 40, height: 30 });
  await expect(decode(await solid(31), 'x', { limits })).rejects.toMatchObject({
    code: 'image-over-limit',
    details: { value: '0.01', maximum: '0.0012' },
  });
});

test('an SVG counts with the pixels that it is rendered to, whatever size it declares', async () => {
  const svg = (width: number, height: number) =>
    Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"/>`);
  const limits = { megapixels: 0.01 };
  expect(await decode(svg(4_000, 4_000), 'x', { size: 32, limits })).toMatchObject({
    width: 64,
    height: 64,
  });
  await expect(decode(svg(20, 20), 'x', { size: 64, limits })).rejects.toMatchObject({
    code: 'image-over-limit',
  });
});

/** Half a million shapes under a filter. */
const slow = Buffer.from(
  `<svg xmlns="http://www.w3.org/2000/svg" width="4000" height="4000"><filter id="f"><feGaussianBlur stdDeviation="500"/></filter>${'<rect filter="url(#f)" width="4000" height="4000"/>'.repeat(20_000)}</svg>`,
);

test('an image that takes too long is refused when the time is up', async () => {
  const began = performance.now();
  await expect(
    decode(slow, 'slow.svg', { size: 512, limits: { seconds: 0.2 } }),
  ).rejects.toMatchObject({
    code: 'image-over-limit',
    message: `slow.svg takes more than 0.2 seconds to decode, over the limit of 0.2: ${rest}.seconds (--max-seconds).`,
    details: { image: 'slow.svg', limit: 'seconds', value: '0.2', maximum: '0.2' },
  });
  expect(performance.now() - began).toBeLessThan(5_000);
});

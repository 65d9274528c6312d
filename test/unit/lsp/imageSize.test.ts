import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { describe, expect, onTestFinished, test } from 'vitest';
import { fileFacts } from '../../../server/src/lsp/fileFacts';
import { imageSize } from '../../../server/src/lsp/imageSize';

const fixtures = path.resolve('test/fixtures/images');
const names = (await readdir(fixtures)).filter((name) => /\.(?:jpg|png|webp|gif)$/.test(name));

describe('the size in the beginning of a file', () => {
  test.each(names)('of %s is what decoding makes of it', async (name) => {
    const bytes = await readFile(path.join(fixtures, name));
    const { width, height } = (await sharp(bytes).metadata()).autoOrient;
    expect(imageSize(bytes)).toEqual({ width, height });
  });

  test.each(['lossy.webp', 'lossless.webp', 'orientation-6.jpg', 'rgb.png', 'still.gif'])(
    'of %s that is cut short anywhere is right or nothing',
    async (name) => {
      const bytes = await readFile(path.join(fixtures, name));
      const whole = imageSize(bytes);
      for (let length = 0; length < bytes.length; length++) {
        expect([whole, undefined]).toContainEqual(imageSize(bytes.subarray(0, length)));
      }
    },
  );

  test('of anything else is unknown', async () => {
    for (const name of ['rgb.png', 'still.avif', 'lzw.tif', 'scene.svg']) {
      const bytes = await readFile(path.join(fixtures, name));
      if (name === 'rgb.png') bytes.fill(0, 16, 24);
      expect(imageSize(bytes)).toBeUndefined();
    }
    expect(imageSize(Buffer.from('RIFF\0\0\0\0WEBPJUNK'))).toBeUndefined();
    expect(imageSize(Buffer.from([0xff, 0xd8, 0xff, 0xff, 0xda, 0, 2, 1]))).toBeUndefined();
  });
});

test('a file has its bytes, and its size where that is known', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'facts-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = path.join(folder, 'x.png');
  await writeFile(file, 'no picture');
  expect(await fileFacts(file)).toEqual({ bytes: 10 });
  expect(await fileFacts(path.join(fixtures, 'rgb.png'))).toMatchObject({
    size: { width: 64, height: 48 },
  });
  expect(await fileFacts(path.join(folder, 'none.png'))).toBeUndefined();
});

import { readFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { defaultImageLimits as limits } from '../../../server/src/imageLimits';
import { makeThumbnail } from '../../../server/src/thumbnails/process/makeThumbnail';

const fixture = (name: string): string => path.resolve('test/fixtures/images', name);
const made = (name: string, size = 64) =>
  makeThumbnail({ image: { file: fixture(name) }, size, limits });

/** Colour and alpha at the middle of each quarter. */
async function corners({ data }: { data: string }): Promise<number[][]> {
  const bytes = Buffer.from(data.slice(data.indexOf(',') + 1), 'base64');
  const image = sharp(bytes).ensureAlpha().raw();
  const { data: pixels, info } = await image.toBuffer({ resolveWithObject: true });
  return [0.25, 0.75].flatMap((y) =>
    [0.25, 0.75].map((x) => {
      const at = 4 * (Math.floor(y * info.height) * info.width + Math.floor(x * info.width));
      return [...pixels.subarray(at, at + 4)];
    }),
  );
}

test('it is WebP, in the proportions of the image, and says how large that is', async () => {
  const thumbnail = await made('rgb.png', 16);
  expect(thumbnail).toMatchObject({ width: 16, height: 12, original: { width: 64, height: 48 } });
  expect(thumbnail.data).toMatch(/^data:image\/webp;base64,[A-Za-z0-9+/]+=*$/);
});

test('a small image is not made larger', async () => {
  expect(await made('rgb.png', 256)).toMatchObject({ width: 64, height: 48 });
});

test.each([1, 2, 3, 4, 5, 6, 7, 8])('it is upright: orientation %d', async (orientation) => {
  const upright = await corners(await made('orientation-1.jpg'));
  const thumbnail = await made(`orientation-${orientation}.jpg`);
  expect(thumbnail.original).toEqual({ width: 64, height: 48 });
  for (const [at, corner] of (await corners(thumbnail)).entries()) {
    for (const [channel, value] of corner.entries()) {
      expect(Math.abs(value - upright[at]![channel]!)).toBeLessThan(16);
    }
  }
});

test('alpha is kept', async () => {
  const alphas = (await corners(await made('rgba-alpha.png'))).map(([, , , alpha]) => alpha);
  expect(Math.min(...(alphas as number[]))).toBeLessThan(255);
});

test.each(['scene.svg', 'view-box.svg'])('%s is drawn as large as is asked for', async (name) => {
  const thumbnail = await made(name, 128);
  expect(thumbnail).toMatchObject({ width: 128, height: 96, original: { width: 64, height: 48 } });
});

test.each(['float-unit.tif', 'float-unit-grey.tif', '16-bit.tif', 'cmyk-icc.jpg', 'still.avif'])(
  '%s has one, too',
  async (name) => {
    expect(await made(name, 32)).toMatchObject({ width: 32, height: 24 });
  },
);

test('an SVG brings nothing in from elsewhere', async () => {
  const outside = `file://${fixture('rgb.png')}`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="64" height="48"><image xlink:href="${outside}" width="64" height="48"/></svg>`;
  const dataUri = `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
  const thumbnail = await makeThumbnail({ image: { dataUri }, size: 64, limits });
  expect((await corners(thumbnail)).flatMap(([, , , alpha]) => alpha)).toEqual([0, 0, 0, 0]);
});

test.each([
  ['scene.bmp', 'image-not-supported'],
  ['colours.json', 'image-not-decodable'],
  ['five-channels.tif', 'image-not-decodable'],
  ['none.png', 'image-not-found'],
])('%s fails with %s, as when it is classified', async (name, code) => {
  await expect(made(name)).rejects.toMatchObject({ code });
});

test('the limits are those of classification', async () => {
  const image = { file: fixture('rgb.png') };
  for (const limit of ['megabytes', 'megapixels'] as const) {
    const small = { ...limits, [limit]: 1e-6 };
    await expect(makeThumbnail({ image, size: 64, limits: small })).rejects.toMatchObject({
      code: 'image-over-limit',
      details: { limit },
    });
  }
  const dataUri = `data:image/png;base64,${readFileSync(fixture('rgb.png')).toString('base64')}`;
  expect(await makeThumbnail({ image: { dataUri }, size: 64, limits })).toMatchObject({
    width: 64,
  });
});

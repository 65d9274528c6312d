import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { fingerprint } from '../../../server/src/host/fingerprint';
import { defaultImageLimits as limits } from '../../../server/src/imageLimits';

const fixtures = path.join(__dirname, '../../fixtures/images');
const sample = readFileSync(path.join(__dirname, '../../../media/samples/cat.jpg'));
const otherSample = readFileSync(path.join(__dirname, '../../../media/samples/dog.jpg'));

async function hashOf(picture: Buffer): Promise<bigint> {
  const dataUri = `data:image/x;base64,${picture.toString('base64')}`;
  const { perceptual } = await fingerprint({ image: { dataUri }, limits });
  return BigInt(`0x${perceptual}`);
}

function bitsApart(one: bigint, other: bigint): number {
  let [bits, count] = [one ^ other, 0];
  for (; bits > 0n; bits &= bits - 1n) count += 1;
  return count;
}

describe('the fingerprint of an image', () => {
  it('names its bytes and its upright size', async () => {
    const file = path.join(fixtures, 'orientation-6.jpg');
    const made = await fingerprint({ image: { file }, limits });
    const upright = await fingerprint({ image: { file: file.replace('6', '1') }, limits });
    expect(made.content).toBe(createHash('sha256').update(readFileSync(file)).digest('hex'));
    expect([made.width, made.height]).toEqual([upright.width, upright.height]);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('sees an image upright: EXIF orientation %i', async (n) => {
    const hash = async (turn: number) =>
      hashOf(readFileSync(path.join(fixtures, `orientation-${turn}.jpg`)));
    expect(bitsApart(await hash(n), await hash(1))).toBeLessThanOrEqual(8);
  });

  it.each<[string, (image: Sharp) => Sharp]>([
    ['shrunk', (image) => image.resize(200)],
    ['enlarged', (image) => image.resize(1_500)],
    ['compressed', (image) => image.jpeg({ quality: 50 })],
    ['brighter', (image) => image.linear(1.1, 0)],
    ['in grey', (image) => image.grayscale()],
    ['in another format', (image) => image.webp({ quality: 80 })],
  ])('is near that of the same picture, %s', async (_, change) => {
    const copy = await change(sharp(sample)).toBuffer();
    expect(bitsApart(await hashOf(copy), await hashOf(sample))).toBeLessThanOrEqual(4);
  });

  it('is far from that of another picture, and of its mirror image', async () => {
    const [own, other] = [await hashOf(sample), await hashOf(otherSample)];
    expect(bitsApart(own, other)).toBeGreaterThan(16);
    expect(bitsApart(own, await hashOf(await sharp(sample).flop().toBuffer()))).toBeGreaterThan(16);
  });

  it('has no perceptual part where there is nothing to see', async () => {
    const create = { width: 64, height: 48, channels: 4, background: '#00000000' } as const;
    const picture = await sharp({ create }).png().toBuffer();
    const dataUri = `data:image/png;base64,${picture.toString('base64')}`;
    expect(await fingerprint({ image: { dataUri }, limits })).toMatchObject({
      perceptual: null,
      width: 64,
      height: 48,
    });
  });

  it('is made of whatever can be classified, or it is said why not', async () => {
    const failed: Record<string, string> = {};
    for (const name of readdirSync(fixtures).filter((one) => one !== 'colours.json')) {
      const file = path.join(fixtures, name);
      await fingerprint({ image: { file }, limits }).catch((error: { code: string }) => {
        failed[name] = error.code;
      });
    }
    expect(failed).toEqual({
      '32-bit-grey.tif': 'image-not-decodable',
      'five-channels.tif': 'image-not-decodable',
      'float-alpha.tif': 'image-not-decodable',
      'float-nan.tif': 'image-not-decodable',
      'float-wide.tif': 'image-not-decodable',
      'scene.bmp': 'image-not-supported',
      'scene.ico': 'image-not-supported',
    });
  });

  it('is refused of a file that is not there, or too large', async () => {
    const file = path.join(fixtures, 'nothing.png');
    await expect(fingerprint({ image: { file }, limits })).rejects.toMatchObject({
      code: 'image-not-found',
    });
    const rgb = { file: path.join(fixtures, 'rgb.png') };
    await expect(
      fingerprint({ image: rgb, limits: { ...limits, megapixels: 0.000_1 } }),
    ).rejects.toMatchObject({ code: 'image-over-limit' });
  });
});

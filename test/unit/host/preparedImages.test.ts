import path from 'node:path';
import { expect, test } from 'vitest';
import { type ImageSide, PreparedImages } from '../../../server/src/host/imageSide';
import { defaultImageLimits } from '../../../server/src/imageLimits';

const image = { file: path.resolve('test/fixtures/images/rgba-alpha.png') };
const limits = defaultImageLimits;
const pixels: Pick<ImageSide, 'x0'> = { x0: async (planes) => planes };
const model = { size: 16, resize: 'bicubic', crop: 'center' } as const;

test("an image is prepared by the request's rule, else the model's, else the product's", async () => {
  const plain = new PreparedImages(model, pixels);
  const asDit = new PreparedImages({ ...model, preprocessing: 'adm' }, pixels);
  const keys = await Promise.all([
    plain.prepare({ image, limits }),
    asDit.prepare({ image, limits }),
    asDit.prepare({ image, limits, preprocessing: 'official' }),
  ]);
  expect(keys.map(({ key }) => key.split('-')[1])).toEqual(['product', 'adm', 'official']);
});

test('one image is kept once for each rule', async () => {
  const images = new PreparedImages(model, pixels);
  const [product, official] = await Promise.all([
    images.prepare({ image, limits }),
    images.prepare({ image, limits, preprocessing: 'official' }),
  ]);
  // The picture is half transparent on the right: blended with white by one, not by the other.
  const lastRed = 16 * 16 - 1;
  expect(images.get(product.key).x0[lastRed]).toBeCloseTo(247 / 127.5 - 1, 2);
  expect(images.get(official.key).x0[lastRed]).toBeCloseTo(239 / 127.5 - 1, 2);
});

test('an image that is kept is not decoded again, but the limit of its file still holds', async () => {
  const images = new PreparedImages(model, pixels);
  const { key } = await images.prepare({ image, limits });
  const { x0 } = images.get(key);
  await images.prepare({ image, limits });
  expect(images.get(key).x0).toBe(x0);
  await expect(
    images.prepare({ image, limits: { ...limits, megabytes: 1e-6 } }),
  ).rejects.toMatchObject({ code: 'image-over-limit', details: { limit: 'megabytes' } });
});

test('the limits of a request are those that its image is held to', async () => {
  const images = new PreparedImages(model, pixels);
  await expect(
    images.prepare({ image, limits: { ...limits, megapixels: 0.001 } }),
  ).rejects.toMatchObject({ code: 'image-over-limit', details: { limit: 'megapixels' } });
});

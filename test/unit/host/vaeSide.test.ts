import { expect, test } from 'vitest';
import { toFloat16 } from '../../../server/src/host/float16';
import { VaeSide } from '../../../server/src/host/imageSide/vaeSide';
import { Tensor } from '../../../server/src/host/onnxRuntime';
import { type Declared, type Feeds, fakeGraph, type Shape } from '../../fixtures/fakeGraph';

const model = {
  id: 'fake',
  classifier: { image: { size: 16 } },
} as ConstructorParameters<typeof VaeSide>[2];
const vae = { channels: 4, downscale: 8, scalingFactor: 0.5, shiftFactor: 1 };
const latent: Declared = { latent_parameters: ['b', 8, 'h', 'w'] };
const dynamic: Declared = { sample: ['b', 3, 'h', 'w'] };

const vaeOf = (
  inputs: Declared,
  outputs: Declared,
  run?: (feeds: Feeds, names: readonly string[]) => Record<string, Tensor>,
) => new VaeSide(fakeGraph(inputs, outputs, run), vae, model);

/** What a graph answers that gives 0, 1, 2, … in `channels` of 2 x 2. */
const counting = (channels: number, name: string) => (feeds: Feeds) => {
  const rows = feeds.sample!.dims[0]!;
  const data = Float32Array.from({ length: rows * channels * 4 }, (_, index) => index);
  return { [name]: new Tensor('float32', data, [rows, channels, 2, 2]) };
};
const pixels = new Float32Array(3 * 16 * 16).fill(0.25);
const counted = Float32Array.from({ length: 16 }, (_, index) => (index - 1) * 0.5);

test('x0 is the mean, the first half of the channels, less the shift and scaled', async () => {
  const fed: Feeds[] = [];
  const side = vaeOf(dynamic, latent, (feeds) => {
    fed.push(feeds);
    return counting(8, 'latent_parameters')(feeds);
  });
  expect(side).toMatchObject({ shape: [4, 2, 2], warnings: [] });
  expect(await side.x0(pixels)).toEqual(counted);
  expect(fed[0]!.sample).toMatchObject({ dims: [1, 3, 16, 16], data: pixels });
});

test('a latent that is sampled in the graph is taken, with a warning', async () => {
  const side = vaeOf(dynamic, { latent_sample: ['b', 4, 2, 2] }, counting(4, 'latent_sample'));
  expect(side.warnings).toMatchObject([{ code: 'latent-sampled', details: { model: 'fake' } }]);
  expect(await side.x0(pixels)).toEqual(counted);
});

test.each([
  ['latent_parameters', 0],
  ['latent_sample', 1],
])('where %s declares no channels its name says what it is', (name, warnings) => {
  expect(vaeOf(dynamic, { [name]: ['a', 'b', 'c', 'd'] }).warnings).toHaveLength(warnings);
});

test('what the channels say counts more than the name', () => {
  expect(vaeOf(dynamic, { latent_sample: ['b', 8, 2, 2] }).warnings).toEqual([]);
  expect(vaeOf(dynamic, { latent_dist: ['b', 4, 2, 2] }).warnings).toHaveLength(1);
});

test('a batch of fixed size is filled, and the image may be float16', async () => {
  const inputs = { image: { type: 'float16', shape: [2, 3, 16, 16] } };
  const side = vaeOf(inputs, latent, ({ image }) => {
    expect(image!.data).toEqual(toFloat16(new Float32Array(2 * 768).fill(0.25)));
    return counting(8, 'latent_parameters')({ sample: image! });
  });
  expect(await side.x0(pixels)).toEqual(counted);
});

test.each([Number.NaN, Number.POSITIVE_INFINITY])(
  'a latent of %d, as the VAE of SDXL gives in float16, is refused with what helps',
  async (value) => {
    const side = vaeOf(dynamic, latent, (feeds) => {
      const { latent_parameters: tensor } = counting(8, 'latent_parameters')(feeds);
      tensor!.data[7] = value;
      return { latent_parameters: tensor! };
    });
    await expect(side.x0(pixels)).rejects.toMatchObject({
      code: 'model-invalid',
      message: expect.stringMatching(/not finite.*float16.*float32 export.*fp16-fix/),
    });
  },
);

test('a number that is not finite beside the mean does not matter', async () => {
  const side = vaeOf(dynamic, latent, (feeds) => {
    const { latent_parameters: tensor } = counting(8, 'latent_parameters')(feeds);
    tensor!.data[16] = Number.NaN;
    return { latent_parameters: tensor! };
  });
  expect(await side.x0(pixels)).toEqual(counted);
});

test.each([[[1, 8, 4, 4]], [[1, 6, 2, 2]], [[1, 16]]])(
  'a latent of shape %j is refused',
  async (dims) => {
    const side = vaeOf(dynamic, latent, () => ({
      latent_parameters: new Tensor(
        'float32',
        new Float32Array(dims.reduce((a, b) => a * b)),
        dims,
      ),
    }));
    await expect(side.x0(pixels)).rejects.toMatchObject({
      code: 'model-invalid',
      message: expect.stringContaining('[1, 4 or 8, 2, 2] was expected'),
    });
  },
);

test.each([
  ['two inputs', { sample: ['b', 3, 'h', 'w'], mask: ['b'] }, latent, /found sample, mask/],
  ['no input', {}, latent, /found none/],
  ['bytes', { sample: { type: 'uint8', shape: ['b', 3, 'h', 'w'] } }, latent, /sample is uint8/],
  ['grey images', { sample: ['b', 1, 'h', 'w'] }, latent, /\[batch, 3, height, width\]/],
  ['flat images', { sample: ['b', 'n'] }, latent, /\[batch, 3, height, width\]/],
  ['32 pixels', { sample: ['b', 3, 32, 32] }, latent, /32 x 32 pixels, but image.size.*is 16/],
  ['no output', dynamic, {}, /has no output/],
  ['3 channels', dynamic, { z: ['b', 3, 2, 2] }, /latent_parameters of 8.*of 4, but found z/],
  ['an unknown output', dynamic, { z: ['b', 'c', 2, 2] }, /but found z of shape \[b, c, 2, 2\]/],
  ['an output of bytes', dynamic, { z: { type: 'uint8', shape: [] as Shape } }, /z is uint8/],
])('a VAE with %s is refused', (_, inputs: Declared, outputs: Declared, said) => {
  expect(() => vaeOf(inputs, outputs)).toThrow(said);
});

test('images that are no whole number of latent pixels are refused', () => {
  const odd = { ...model, classifier: { image: { size: 20 } } } as typeof model;
  expect(() => new VaeSide(fakeGraph(dynamic, latent), vae, odd)).toThrow(
    /multiple of 8.*it is 20/,
  );
});

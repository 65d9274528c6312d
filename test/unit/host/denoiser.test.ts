import { expect, test } from 'vitest';
import { type ConditioningRows, Denoiser } from '../../../server/src/host/denoiser';
import { toFloat16 } from '../../../server/src/host/float16';
import { Tensor } from '../../../server/src/host/onnxRuntime';
import { encoded, floatsOf } from '../../../server/src/host/tensors';
import { type Declared, type Feeds, fakeGraph } from '../../fixtures/fakeGraph';

const side = { shape: [1, 2, 2], downscale: 8 } as const;
const dynamic = {
  sample: ['b', 1, 2, 2],
  timestep: { type: 'int64', shape: ['b'] },
  encoder_hidden_states: ['b', 1, 1],
} satisfies Declared;

const numbersOf = ({ type, data }: Tensor): number[] =>
  Array.from(type === 'float16' ? toFloats(data) : (data as Float32Array), Number);
const toFloats = (data: unknown) => floatsOf({ data } as Tensor);

/** x + 100 t + 10,000 c at every element, as a graph of plain form would answer. */
function answer(feeds: Feeds): { data: Float32Array; rows: number } {
  const { sample, timestep, encoder_hidden_states: texts } = feeds;
  const [x, t, c] = [sample!, timestep!, texts!].map(numbersOf);
  const data = x!.map((value, index) => {
    const row = Math.floor(index / 4);
    return value + 100 * (t![row] ?? t![0]!) + 10_000 * c![row]!;
  });
  return { data: Float32Array.from(data), rows: data.length / 4 };
}

function denoiserOf(
  inputs: Declared,
  calls: Feeds[] = [],
  type: 'float32' | 'float16' = 'float32',
) {
  const graph = fakeGraph(inputs, { noise: { type, shape: ['b', 1, 2, 2] } }, (feeds) => {
    calls.push(feeds);
    const { data, rows } = answer(feeds);
    const dims = [rows, 1, 2, 2];
    return {
      noise:
        type === 'float16'
          ? new Tensor('float16', toFloat16(data), dims)
          : new Tensor('float32', data, dims),
    };
  });
  return new Denoiser(graph, side, 'open');
}

const text = (value: number, type: 'float32' | 'float16' = 'float32'): ConditioningRows => ({
  encoder_hidden_states: { bytes: encoded(type, [value]), dims: [1, 1] },
});

const batch = {
  samples: Float32Array.of(0, 1, 2, 3, 4, 5, 6, 7),
  timesteps: [7, 8],
  conditionings: [text(1), text(2)],
  pairs: [0, 1].flatMap((sample) => [0, 1].map((label) => ({ sample, label }))),
};
const expected = (x: number, t: number, c: number) =>
  Float32Array.of(x, x + 1, x + 2, x + 3).map((value) => value + 100 * t + 10_000 * c);

test('every sample is evaluated under every conditioning', async () => {
  const calls: Feeds[] = [];
  const outputs = await denoiserOf(dynamic, calls).predict(batch);
  expect(outputs).toEqual([
    expected(0, 7, 1),
    expected(0, 7, 2),
    expected(4, 8, 1),
    expected(4, 8, 2),
  ]);
  expect(calls.map(({ sample }) => sample!.dims)).toEqual([[4, 1, 2, 2]]);
});

test('of samples of different images only what is asked is evaluated', async () => {
  const calls: Feeds[] = [];
  const pairs = [
    { sample: 1, label: 0 },
    { sample: 0, label: 1 },
  ];
  const outputs = await denoiserOf(dynamic, calls).predict({ ...batch, pairs });
  expect(outputs).toEqual([expected(4, 8, 1), expected(0, 7, 2)]);
  expect(calls.map(({ sample }) => sample!.dims)).toEqual([[2, 1, 2, 2]]);
});

test('a batch of fixed size is filled up, and what fills it is left out', async () => {
  const fixed = { sample: [8, 1, 2, 2], timestep: [8], encoder_hidden_states: [8, 1, 1] };
  const calls: Feeds[] = [];
  const outputs = await denoiserOf(fixed, calls).predict(batch);
  expect(outputs).toEqual(await denoiserOf(dynamic).predict(batch));
  const [{ sample, timestep, encoder_hidden_states: texts }] = calls as [Feeds];
  expect([sample!.dims[0], timestep!.dims, texts!.dims]).toEqual([8, [8], [8, 1, 1]]);
});

test.each([
  ['int64', [], [7n]],
  ['int32', [], [7]],
  ['float32', [], [7]],
  ['float16', [], [0x47_00]],
  ['int64', [1], [7n]],
])('one timestep for all may be %s of shape %j', async (type, shape, data) => {
  const calls: Feeds[] = [];
  const denoiser = denoiserOf({ ...dynamic, timestep: { type, shape } }, calls);
  expect(denoiser.signature.sharesTimestep).toBe(true);
  const outputs = await denoiser.predict({
    ...batch,
    samples: batch.samples.subarray(0, 4),
    timesteps: [7],
    pairs: batch.pairs.slice(0, 2),
  });
  expect(outputs).toEqual([expected(0, 7, 1), expected(0, 7, 2)]);
  const { timestep } = calls[0]!;
  expect([timestep!.type, timestep!.dims, [...(timestep!.data as never[])]]).toEqual([
    type,
    shape,
    data,
  ]);
});

test('float16 goes in and comes out', async () => {
  const type = 'float16' as const;
  const inputs = {
    sample: { type, shape: ['b', 1, 2, 2] },
    timestep: { type, shape: ['b'] },
    encoder_hidden_states: { type, shape: ['b', 1, 1] },
  };
  const outputs = await denoiserOf(inputs, [], type).predict({
    samples: Float32Array.of(0, 1, 2, 3.5),
    timesteps: [7],
    conditionings: [text(0.0625, type)],
    pairs: [{ sample: 0, label: 0 }],
  });
  expect(outputs).toEqual([Float32Array.of(1325, 1326, 1327, 1328)]);
});

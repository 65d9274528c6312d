import { expect, test } from 'vitest';
import { Prompts } from '../../../server/src/host/conditioning/prompts';
import { TextEncoder } from '../../../server/src/host/conditioning/textEncoder';
import { Denoiser } from '../../../server/src/host/denoiser';
import { fromFloat16 } from '../../../server/src/host/float16';
import { Tensor } from '../../../server/src/host/onnxRuntime';
import type { Row } from '../../../server/src/host/tensors';
import { type Declared, type Feeds, fakeGraph, type Shape } from '../../fixtures/fakeGraph';

/** Tokens of every prompt: its length, and that of what was cut. */
const tokenizer = {
  length: 2,
  encode: (prompts: readonly string[]) => ({
    ids: Int32Array.from(
      prompts.flatMap((prompt) => [prompt.length, Math.max(0, prompt.length - 9)]),
    ),
    cut: prompts
      .filter((prompt) => prompt.length > 9)
      .map((prompt) => ({ prompt, kept: prompt.slice(0, 9) })),
  }),
};

const config = {
  hiddenSize: undefined,
  projectionDim: undefined,
  tokens: undefined,
  layers: undefined,
  vocabularySize: undefined,
};

interface Fake {
  /** How many numbers each token becomes. */
  width: number;
  /** Prompts of each call. */
  calls: number[];
  ids?: { type: string; shape: Shape };
  /** Prompts of a call that its memory suffices for. */
  fits?: number;
  config?: Partial<Record<keyof typeof config, number>>;
  broken?: boolean;
}

/** Each number of a token's hidden state is the token and 0.1 for each place; the pool is their sum. */
function encoderOf(fake: Fake, wanted: ConstructorParameters<typeof TextEncoder>[3]): TextEncoder {
  const outputs = {
    last_hidden_state: ['b', 's', 'w'],
    hidden_states: ['b', 's', 'w'],
    text_embeds: ['b', 'w'],
  };
  const graph = fakeGraph(
    { input_ids: fake.ids ?? { type: 'int64', shape: ['b', 's'] } },
    outputs,
    ({ input_ids: ids }: Feeds, names) => {
      const rows = ids!.dims[0]!;
      fake.calls.push(rows);
      if (rows > (fake.fits ?? 100)) throw new Error('CUDA failure 2: out of memory');
      const tokens = Array.from(ids!.data as BigInt64Array | Int32Array, Number);
      const hidden = tokens.flatMap((token) =>
        Array.from({ length: fake.width }, (_, place) => token + place / 10),
      );
      if (fake.broken) hidden[1] = Number.NaN;
      const pools = Array.from(
        { length: rows },
        (_, row) => tokens[2 * row]! + tokens[2 * row + 1]!,
      );
      const all: Record<string, Tensor> = {
        last_hidden_state: new Tensor('float32', hidden, [rows, 2, fake.width]),
        hidden_states: new Tensor(
          'float32',
          hidden.map((value) => -value),
          [rows, 2, fake.width],
        ),
        text_embeds: new Tensor('float32', pools, [rows, 1]),
      };
      return Object.fromEntries(names.map((name) => [name, all[name]!]));
    },
  );
  return new TextEncoder(graph, tokenizer, { ...config, ...fake.config }, wanted);
}

const inputs = {
  sample: ['b', 4, 8, 8],
  timestep: ['b'],
  encoder_hidden_states: ['b', 's', 'w'],
};

function promptsOf(fakes: readonly Fake[], changes: Declared = {}): Prompts {
  const graph = fakeGraph({ ...inputs, ...changes }, { noise: ['b', 4, 8, 8] });
  const denoiser = new Denoiser(graph, { shape: [4, 8, 8], downscale: 8 }, 'open');
  const model = { id: 'fake', classifier: { image: { size: 64 } } };
  const encoders = fakes.map((fake, index) =>
    encoderOf(fake, {
      hidden: fakes.length > 1 ? 'penultimate' : 'last',
      pooled: index > 0,
    }),
  );
  return new Prompts(model as ConstructorParameters<typeof Prompts>[0], denoiser, encoders);
}

const asked = (...prompts: string[]) => prompts.map((prompt) => ({ prompt }));
const floats = ({ bytes }: Row) =>
  Array.from(new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4));
const about = (values: number[]) => values.map((value) => expect.closeTo(value, 5));

test('a prompt becomes the last hidden state, [tokens, width]', async () => {
  const prompts = promptsOf([{ width: 3, calls: [] }]);
  const [cat, horse] = await prompts.rows(asked('cat', 'white horse'));
  expect(cat!.encoder_hidden_states!.dims).toEqual([2, 3]);
  expect(floats(cat!.encoder_hidden_states!)).toEqual(about([3, 3.1, 3.2, 0, 0.1, 0.2]));
  expect(floats(horse!.encoder_hidden_states!)).toEqual(about([11, 11.1, 11.2, 2, 2.1, 2.2]));
  expect(cat!.text_embeds).toBeUndefined();
});

test('two encoders are joined token by token, with the pool of the second and the size of the image', async () => {
  const xl = { text_embeds: ['b', 1], time_ids: ['b', 6] };
  const prompts = promptsOf(
    [
      { width: 1, calls: [] },
      { width: 2, calls: [] },
    ],
    xl,
  );
  const [row] = await prompts.rows(asked('white horse'));
  expect(row!.encoder_hidden_states!.dims).toEqual([2, 3]);
  expect(floats(row!.encoder_hidden_states!)).toEqual(about([-11, -11, -11.1, -2, -2, -2.1]));
  expect(floats(row!.text_embeds!)).toEqual([13]);
  expect(floats(row!.time_ids!)).toEqual([64, 64, 0, 0, 64, 64]);
});

test('each prompt is encoded once, however often it is asked for', async () => {
  const fake: Fake = { width: 1, calls: [] };
  const prompts = promptsOf([fake]);
  await prompts.rows(asked('cat', 'dogs', 'cat'));
  await prompts.encode(asked('dogs', 'horse'));
  await prompts.rows(asked('horse', 'cat', 'dogs'));
  expect(fake.calls).toEqual([2, 1]);
});

test('a prompt that is cut is told again each time', async () => {
  const prompts = promptsOf(
    [
      { width: 1, calls: [] },
      { width: 2, calls: [] },
    ],
    {
      text_embeds: ['b', 1],
      time_ids: ['b', 6],
    },
  );
  const cut = [{ prompt: 'white horses', kept: 'white hor' }];
  expect(await prompts.encode(asked('cat', 'white horses'))).toEqual({ cut });
  expect(await prompts.encode(asked('white horses'))).toEqual({ cut });
  expect(await prompts.encode(asked('cat'))).toEqual({ cut: [] });
});

test('many prompts are encoded in several calls, in their order', async () => {
  const fake: Fake = { width: 1, calls: [] };
  const names = Array.from({ length: 19 }, (_, index) => 'x'.repeat(index + 1));
  const rows = await promptsOf([fake]).rows(asked(...names));
  expect(rows.map((row) => floats(row.encoder_hidden_states!)[0])).toEqual(
    names.map(({ length }) => length),
  );
  expect(fake.calls).toEqual([8, 8, 3]);
});

test('fewer prompts are encoded together where memory is short', async () => {
  const fake: Fake = { width: 1, calls: [], fits: 2 };
  const names = ['a', 'bb', 'ccc', 'dddd', 'eeeee'];
  const rows = await promptsOf([fake]).rows(asked(...names));
  expect(rows.map((row) => floats(row.encoder_hidden_states!)[0])).toEqual([1, 2, 3, 4, 5]);
  expect(fake.calls).toEqual([5, 3, 2, 1, 2]);
  await expect(promptsOf([{ ...fake, fits: 0 }]).rows(asked('a'))).rejects.toMatchObject({
    code: 'out-of-memory',
  });
});

test('a text encoder of fixed batch is filled up; its tokens may be int32', async () => {
  const fake: Fake = { width: 1, calls: [], ids: { type: 'int32', shape: [2, 2] } };
  const rows = await promptsOf([fake]).rows(asked('a', 'bb', 'ccc'));
  expect(rows.map((row) => floats(row.encoder_hidden_states!)[0])).toEqual([1, 2, 3]);
  expect(fake.calls).toEqual([2, 2]);
});

test('rows are kept in the type of the denoiser', async () => {
  const prompts = promptsOf([{ width: 1, calls: [] }], {
    encoder_hidden_states: { type: 'float16', shape: ['b', 's', 'w'] },
  });
  const [row] = await prompts.rows(asked('cat'));
  const { bytes } = row!.encoder_hidden_states!;
  expect([...fromFloat16(new Uint16Array(bytes.buffer, bytes.byteOffset, 2))]).toEqual([3, 0]);
});

test('a class index is refused by a model that reads text', async () => {
  const prompts = promptsOf([{ width: 1, calls: [] }]);
  await expect(prompts.rows([{ classIndex: 3 }])).rejects.toMatchObject({
    code: 'options-invalid',
    message: expect.stringContaining('no class 3'),
  });
  expect(prompts.title({ prompt: 'cat' })).toEqual({ kind: 'prompt', label: 'cat' });
});

test.each([
  [
    'a wider text',
    { encoder_hidden_states: ['b', 's', 768] },
    /\[b, s, 768\].*give \[batch, 2, 3\]/,
  ],
  ['a longer text', { encoder_hidden_states: ['b', 77, 3] }, /\[b, 77, 3\].*give \[batch, 2, 3\]/],
])('a denoiser that takes %s than its text encoder gives is refused', async (_, changes, said) => {
  await expect(promptsOf([{ width: 3, calls: [] }], changes).rows(asked('cat'))).rejects.toThrow(
    said,
  );
});

test.each([
  [
    'five time ids, as the refiner has',
    { text_embeds: ['b', 1], time_ids: ['b', 5] },
    /size of an image makes \[batch, 6\]/,
  ],
  [
    'a wider pool',
    { text_embeds: ['b', 1280], time_ids: ['b', 6] },
    /text_embeds .*give \[batch, 1\]/,
  ],
])('a denoiser of SDXL that takes %s is refused', async (_, changes: Declared, said) => {
  const prompts = promptsOf(
    [
      { width: 1, calls: [] },
      { width: 2, calls: [] },
    ],
    changes,
  );
  await expect(prompts.rows(asked('cat'))).rejects.toThrow(said);
});

test.each([
  [
    'tokens that it does not know',
    { config: { vocabularySize: 3 } },
    /knows 3 tokens.*gives token 3/,
  ],
  [
    'another hidden size',
    { config: { hiddenSize: 8 } },
    /\[1, 2, 1\], but \[1, 2, 8\] was expected/,
  ],
  ['broken weights', { broken: true }, /embedding that is not finite/],
])('a text encoder with %s is refused', async (_, changes, said) => {
  const prompts = promptsOf([{ width: 1, calls: [], ...changes }]);
  await expect(prompts.rows(asked('cat'))).rejects.toMatchObject({
    code: 'model-invalid',
    message: expect.stringMatching(said),
  });
});

test.each([
  ['77 tokens', { ids: { type: 'int64', shape: ['b', 77] } }, /\[batch, 2\], as many.*\[b, 77\]/],
  ['flat tokens', { ids: { type: 'int64', shape: ['b'] } }, /\[batch, 2\]/],
  ['text', { ids: { type: 'string', shape: ['b', 2] } }, /input_ids is string/],
  ['one position', { config: { tokens: 1 } }, /reads 1 tokens.*tokenizer makes 2/],
])('a text encoder that takes %s is refused', (_, changes: Partial<Fake>, said) => {
  expect(() => promptsOf([{ width: 1, calls: [], ...changes }])).toThrow(said);
});

test.each([
  [
    'a mask',
    { input_ids: ['b', 's'], attention_mask: ['b', 's'] },
    /found input_ids, attention_mask/,
  ],
  ['other tokens', { tokens: ['b', 's'] }, /found tokens/],
  ['nothing', {}, /found none/],
])('a text encoder with %s as input is refused', (_, given: Declared, said) => {
  const graph = fakeGraph(given, { last_hidden_state: ['b', 's', 'w'] });
  const wanted = { hidden: 'last', pooled: false } as const;
  expect(() => new TextEncoder(graph, tokenizer, config, wanted)).toThrow(said);
});

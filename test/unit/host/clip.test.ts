import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { Failure } from '../../../server/src/failure';
import { ClipScorer } from '../../../server/src/host/clip';
import { EncoderGraph } from '../../../server/src/host/clip/encoderGraph';
import { pixelValues } from '../../../server/src/host/clip/pixelValues';
import { TextSide } from '../../../server/src/host/clip/textSide';
import { Tensor } from '../../../server/src/host/onnxRuntime';
import { defaultImageLimits } from '../../../server/src/imageLimits';
import { type Declared, type Feeds, fakeGraph } from '../../fixtures/fakeGraph';

const device = { provider: 'cpu', index: 0 } as const;
const sizes = { tokens: 4, size: 2, emptyText: Int32Array.of(8, 9, 9, 9) };

/** Tokens of a prompt are its letters' places in the alphabet. */
const tokenizer = {
  encode: (prompts: readonly string[]) => ({
    ids: Int32Array.from(
      prompts.flatMap((prompt) => [...prompt.padEnd(4, 'a')].map((c) => c.charCodeAt(0) - 97)),
    ),
    cut: [],
  }),
};

const ids: Declared = { input_ids: { type: 'int64', shape: ['batch', 'sequence'] } };
const texts: Declared = { text_embeds: ['batch', 2] };

/** Embeddings of texts: their first two tokens. */
function firstTokens({ input_ids }: Feeds): Record<string, Tensor> {
  const [rows, length] = input_ids!.dims as [number, number];
  const data = input_ids!.data as BigInt64Array;
  const values = Array.from({ length: rows }, (_, row) =>
    [0, 1].map((at) => Number(data[row * length + at])),
  );
  return { text_embeds: new Tensor('float32', Float32Array.from(values.flat()), [rows, 2]) };
}

function textSide(run = firstTokens, vocabularySize?: number): TextSide {
  return new TextSide(
    new EncoderGraph(fakeGraph(ids, texts, run), sizes),
    tokenizer,
    vocabularySize,
  );
}

describe('texts', () => {
  test('a label is the normalised mean of its normalised prompts', async () => {
    const [both] = await textSide().labels([['da', 'ad']]);
    expect([...both!.embedding]).toEqual([
      expect.closeTo(Math.SQRT1_2, 6),
      expect.closeTo(Math.SQRT1_2, 6),
    ]);
    // Of the mean of what is not normalised, (4, 0) would count four times as much as (0, 1).
    const [weighted] = await textSide().labels([['ea', 'ab']]);
    expect([...weighted!.embedding]).toEqual([
      expect.closeTo(Math.SQRT1_2, 6),
      expect.closeTo(Math.SQRT1_2, 6),
    ]);
  });

  test('what is known is not encoded again, and labels keep their order', async () => {
    const asked: number[] = [];
    const side = textSide((feeds) => {
      asked.push(feeds.input_ids!.dims[0]!);
      return firstTokens(feeds);
    });
    const [d, e] = await side.labels([['da'], ['ad']]);
    const again = await side.labels([['ad'], ['bb'], ['da'], ['bb']]);
    expect(again[0]).toBe(e);
    expect(again[2]).toBe(d);
    expect(again[3]).toBe(again[1]);
    expect(asked).toEqual([2, 1]);
  });

  test('many prompts are encoded eight at a time, and fewer where memory does not suffice', async () => {
    const asked: number[] = [];
    const side = textSide((feeds) => {
      const rows = feeds.input_ids!.dims[0]!;
      asked.push(rows);
      if (rows > 2) throw new Error('bad_alloc');
      return firstTokens(feeds);
    });
    const labels = Array.from({ length: 9 }, (_, index) => [`b${String.fromCharCode(98 + index)}`]);
    expect(await side.labels(labels)).toHaveLength(9);
    expect(asked).toEqual([8, 4, 2, 2, 4, 2, 2, 1]);
    const hopeless = textSide(() => {
      throw new Error('bad_alloc');
    });
    await expect(hopeless.labels([['a']])).rejects.toMatchObject({ code: 'out-of-memory' });
  });

  test('a token beyond the vocabulary shows that tokenizer and encoder are of two models', async () => {
    await expect(textSide(firstTokens, 4).labels([['e']])).rejects.toMatchObject({
      code: 'model-invalid',
      message: expect.stringContaining(
        'knows 4 tokens (vocab_size), but its tokenizer gives token 4',
      ),
    });
  });
});

describe('graphs', () => {
  test.each<[string, Declared, string]>([
    ['an input of unknown name', { ...ids, position_ids: ['batch', 4] }, 'found position_ids'],
    ['tokens as floats', { input_ids: ['batch', 4] }, 'found input_ids (float32)'],
    ['another length', { input_ids: { type: 'int64', shape: ['b', 7] } }, 'shape [batch, 4]'],
    ['a fixed batch', { input_ids: { type: 'int64', shape: [1, 4] } }, 'shape [batch, 4]'],
    ['another size', { pixel_values: ['b', 3, 5, 5] }, 'shape [batch, 3, 2, 2]'],
    ['no axis of rows', { pixel_values: [3, 2, 2] }, 'shape [batch, 3, 2, 2]'],
  ])('%s is refused', (_, inputs, problem) => {
    expect(() => new EncoderGraph(fakeGraph(inputs, texts), sizes)).toThrow(problem);
  });

  test('an export without the projection is refused', async () => {
    const graph = new EncoderGraph(fakeGraph(ids, { last_hidden_state: ['b', 4, 8] }), sizes);
    await expect(graph.embeddings({}, 'text_embeds')).rejects.toThrow(
      /expected an output text_embeds, but found last_hidden_state/,
    );
    const none = new EncoderGraph(fakeGraph(ids, {}), sizes);
    await expect(none.embeddings({}, 'text_embeds')).rejects.toThrow(/but found none/);
  });

  test.each<[string, Tensor, string]>([
    ['numbers that are none', new Tensor('float32', [Number.NaN, 1], [1, 2]), 'not finite'],
    ['nothing but zeros', new Tensor('float32', [0, 0], [1, 2]), 'not finite'],
    ['another number of rows', new Tensor('float32', [1, 2], [2, 1]), '[1, width] was expected'],
    ['an embedding for each token', new Tensor('float32', [1, 2], [1, 2, 1]), '[1, width]'],
  ])('%s', async (_, tensor, problem) => {
    const graph = new EncoderGraph(
      fakeGraph(ids, texts, () => ({ text_embeds: tensor })),
      sizes,
    );
    await expect(graph.embeddings({}, 'text_embeds')).rejects.toMatchObject({
      code: 'model-invalid',
      message: expect.stringContaining(problem),
    });
  });

  test('an image is read in one channel after the other', async () => {
    const red = await sharp({
      create: { width: 4, height: 2, channels: 3, background: { r: 255, g: 0, b: 51 } },
    })
      .png()
      .toBuffer();
    const values = await pixelValues(
      red,
      {
        resize: { side: 4 },
        filter: 'bicubic',
        size: 2,
        scale: 1 / 255,
        mean: [0.5, 0.25, 0],
        std: [0.5, 0.5, 0.1],
      },
      'red.png',
      defaultImageLimits,
    );
    const expected = [1, 1, 1, 1, -0.5, -0.5, -0.5, -0.5, 2, 2, 2, 2];
    expect([...values]).toEqual(expected.map((value) => expect.closeTo(value, 6)));
  });
});

describe('a whole folder', () => {
  async function copyOf(fixture: string): Promise<string> {
    const folder = await mkdtemp(path.join(tmpdir(), 'clip-'));
    await cp(path.resolve('test/fixtures', fixture), folder, { recursive: true });
    return folder;
  }

  test('encoders of two models are refused when they are opened', async () => {
    const folder = await copyOf('tiny-clip');
    const config = path.join(folder, 'config.json');
    const content = JSON.parse(await readFile(config, 'utf8'));
    await writeFile(config, JSON.stringify({ ...content, projection_dim: 16 }));
    const failure = await ClipScorer.open({ folder, device }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Failure);
    expect(failure).toMatchObject({
      code: 'model-invalid',
      message: expect.stringContaining(
        'embeddings of 12 numbers and texts of 12 (projection_dim: 16)',
      ),
    });
  });

  test('encoders whose embeddings differ in width are refused, too, where nothing says it', async () => {
    const folder = await copyOf('tiny-clip');
    const config = path.join(folder, 'config.json');
    const { projection_dim: _, ...content } = JSON.parse(await readFile(config, 'utf8'));
    await writeFile(config, JSON.stringify(content));
    expect((await ClipScorer.open({ folder, device })).description.provider).toBe('cpu');
    const text = path.resolve('test/fixtures/tiny-sdxl/text_encoder_2/model.onnx');
    await cp(text, path.join(folder, 'onnx', 'text_model.onnx'));
    await expect(ClipScorer.open({ folder, device })).rejects.toThrow(
      /images have embeddings of 12 numbers and texts of \d+: they do not belong together/,
    );
  });

  test('a file that is no graph is refused by name', async () => {
    const folder = await copyOf('tiny-clip');
    const file = path.join(folder, 'onnx', 'text_model.onnx');
    await writeFile(file, 'no graph');
    await expect(ClipScorer.open({ folder, device })).rejects.toMatchObject({
      code: 'model-invalid',
      details: { folder, file },
    });
  });

  test('an image is encoded once, and one that is none is refused as such', async () => {
    const scorer = await ClipScorer.open({
      folder: path.resolve('test/fixtures/tiny-clip'),
      device,
    });
    const image = { file: path.resolve('media/samples/cat.jpg') };
    const labels = [['a cat'], ['a dog'], ['a ship']];
    const first = await scorer.scores({ image, limits: defaultImageLimits, labels });
    const again = await scorer.scores({ image, limits: defaultImageLimits, labels });
    expect(again).toEqual(first);
    const reversed = await scorer.scores({
      image,
      limits: defaultImageLimits,
      labels: labels.toReversed(),
    });
    expect(reversed).toEqual(first.toReversed());
    await expect(
      scorer.scores({
        image: { file: path.resolve('package.json') },
        limits: defaultImageLimits,
        labels,
      }),
    ).rejects.toMatchObject({ code: 'image-not-decodable' });
  });
});

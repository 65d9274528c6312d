import { readFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { ClassifierScorer } from '../../../server/src/host/classifier';
import { Tensor } from '../../../server/src/host/onnxRuntime';
import { defaultImageLimits } from '../../../server/src/imageLimits';
import type { ImageClassifierFolder } from '../../../server/src/models';
import { type Declared, type Feeds, fakeGraph } from '../../fixtures/fakeGraph';

const device = { provider: 'cpu', index: 0 } as const;
const limits = defaultImageLimits;
const model = path.resolve('test/fixtures/tiny-classifier');
const golden = JSON.parse(readFileSync(path.join(model, 'golden.json'), 'utf8'));
const image = { file: path.resolve('media/samples', golden.image) };
const names = ['tabby', 'golden retriever', 'speedboat', 'crane', 'fire truck'];

describe('tiny-classifier', () => {
  test('gives the logits of transformers in PyTorch', async () => {
    const scorer = await ClassifierScorer.open({ model }, device);
    const labels = names.map((name) => [name]);
    expect(await scorer.encode({ labels })).toEqual({ cut: [] });
    const scores = await scorer.scores({ labels, image, limits });
    for (const [index, score] of scores.entries()) {
      expect(Math.abs(score - golden.logits[index])).toBeLessThan(1e-3);
    }
  });

  test('a label of several classes has the probability of all of them', async () => {
    const scorer = await ClassifierScorer.open({ model }, device);
    const labels = [['crane', 'speedboat', 'crane'], ['tabby'], ['fire truck', 'fire engine']];
    const [several, , one] = await scorer.scores({ labels, image, limits });
    const expected = Math.log(Math.exp(golden.logits[3]) + Math.exp(golden.logits[2]));
    expect(several).toBeCloseTo(expected, 3);
    expect(one).toBeCloseTo(golden.logits[4], 3);
  });

  test('a label that it does not know is named', async () => {
    const scorer = await ClassifierScorer.open({ model }, device);
    await expect(scorer.encode({ labels: [['tabby'], ['zebra']] })).rejects.toMatchObject({
      code: 'label-unknown',
      details: { label: 'zebra' },
    });
  });
});

/** A classifier of red and green on 2 x 2 pixels that are not normalised. */
const colours: ImageClassifierFolder = {
  kind: 'classifier',
  folder: '/fake',
  id: 'colours',
  revision: '1',
  place: { model: '/fake' },
  file: '/fake/model.onnx',
  pixels: {
    resize: { side: 2 },
    size: 2,
    filter: 'box',
    scale: 1,
    mean: [0, 0, 0],
    std: [1, 1, 1],
  },
  classifier: {
    labels: [
      { name: 'red', synonyms: [] },
      { name: 'green', synonyms: [] },
    ],
  },
};

const square = { width: 2, height: 2, channels: 3, background: '#f00' } as const;
const png = await sharp({ create: square }).png().toBuffer();
const red = `data:image/png;base64,${png.toString('base64')}`;

function scorerOf(
  inputs: Declared,
  outputs: Declared,
  run?: (feeds: Feeds) => Record<string, Tensor>,
): ClassifierScorer {
  const description = { provider: 'cpu', warnings: [] } as const;
  return new ClassifierScorer(fakeGraph(inputs, outputs, run), colours, {
    ...description,
    warnings: [],
  });
}

const planes: Declared = { pixels: ['n', 3, 2, 2] };
const logits: Declared = { logits: ['n', 2] };
const answer = (values: number[], dims: number[]) => () => ({
  logits: new Tensor('float32', Float32Array.from(values), dims),
});

describe('any graph of a classifier', () => {
  const ask = (scorer: ClassifierScorer) =>
    scorer.scores({ labels: [['red'], ['green']], image: { dataUri: red }, limits });

  test('colours first, in the batch that the graph fixes', async () => {
    let given: Tensor | undefined;
    const scorer = scorerOf({ pixels: [2, 3, 2, 2] }, { logits: [2, 2] }, ({ pixels }) => {
      given = pixels;
      return answer([1, 2, 1, 2], [2, 2])();
    });
    expect(await ask(scorer)).toEqual([1, 2]);
    const one = [255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0];
    expect(given!.dims).toEqual([2, 3, 2, 2]);
    expect([...(given!.data as Float32Array)]).toEqual([...one, ...one]);
  });

  test('colours last, beside other outputs', async () => {
    let given: Tensor | undefined;
    const outputs = { features: ['n', 7], logits: ['n', 2] };
    const scorer = scorerOf({ pixels: ['n', 2, 2, 3] }, outputs, ({ pixels }) => {
      given = pixels;
      return answer([3, 4], [1, 2])();
    });
    expect(await ask(scorer)).toEqual([3, 4]);
    expect([...(given!.data as Float32Array)]).toEqual([
      255, 0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0,
    ]);
  });

  test.each([
    ['two inputs', { pixels: [1, 3, 2, 2], ids: [1] }, logits, 'expected one input'],
    ['no input', {}, logits, 'but found none'],
    ['whole numbers', { pixels: { type: 'int64', shape: [1, 3, 2, 2] } }, logits, 'is int64'],
    ['another size', { pixels: ['n', 3, 4, 4] }, logits, '2 pixels a side, but found [n, 3, 4, 4]'],
    ['colours last of another size', { pixels: ['n', 4, 4, 3] }, logits, 'but found [n, 4, 4, 3]'],
    ['a flat input', { pixels: ['n', 12] }, logits, 'but found [n, 12]'],
    ['no output', planes, {}, 'but found none'],
    ['a map', planes, { logits: ['n', 2, 2, 2] }, 'expected an output of shape [batch, classes]'],
    ['whole numbers out', planes, { logits: { type: 'int64', shape: ['n', 2] } }, 'is int64'],
    ['more classes than names', planes, { logits: ['n', 9] }, 'tells 9 classes apart, but 2'],
  ] as [string, Declared, Declared, string][])('%s: refused', (_, inputs, outputs, said) => {
    expect(() => scorerOf(inputs, outputs)).toThrow(said);
  });

  test('an answer of another shape, or that is no number', async () => {
    const outputs: Declared = { logits: ['n', 'classes'] };
    const wide = scorerOf(planes, outputs, answer([1, 2, 3], [1, 3]));
    await expect(ask(wide)).rejects.toThrow('gave logits of shape [1, 3], but [batch, 2]');
    const broken = scorerOf(planes, outputs, answer([1, Number.NaN], [1, 2]));
    await expect(ask(broken)).rejects.toThrow('gave a number that is not finite');
  });
});

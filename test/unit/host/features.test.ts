import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { FeatureExtractor } from '../../../server/src/host/features';
import { midBlockOutput, withOutput } from '../../../server/src/host/features/midBlock';
import { fieldOf, fieldsOf } from '../../../server/src/host/features/protobuf';
import type { FeaturesParams } from '../../../server/src/host/messages';
import { defaultImageLimits } from '../../../server/src/imageLimits';
import { fieldNumbers, nodeOf } from '../../fixtures/onnxGraph';
import { type Field, message, text, varint, writeFields } from '../../fixtures/wireFormat';

const device = { provider: 'cpu', index: 0 } as const;
const open = (name: string) =>
  FeatureExtractor.open({ folder: path.resolve('test/fixtures', name), device });

const asked: FeaturesParams = {
  image: { file: path.resolve('media/samples/cat.jpg') },
  limits: defaultImageLimits,
  samples: [{ timestep: 100, noiseRow: 0 }],
  noise: { kind: 'by-row', seed: 3 },
};

let root: string | undefined;
afterEach(async () => {
  if (root) await rm(root, { recursive: true });
  root = undefined;
});

describe('features of an image', () => {
  test('depend on timestep and noise alone, sample by sample', async () => {
    const extractor = await open('tiny-sd1');
    expect(extractor.description).toEqual({ provider: 'cpu', warnings: [] });
    const at = (timestep: number, noiseRow: number) => ({ timestep, noiseRow });
    const samples = [at(100, 0), at(100, 1), at(300, 0), at(100, 0)];
    const [first, other, later, again] = await extractor.features({ ...asked, samples });
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
    expect(later).not.toEqual(first);
    expect(new Set(first).size).toBe(24);
  });

  test.each([
    ['a latent that is sampled is told', 'tiny-sd1-latent-sample', 24],
    ['labels as a batch of their own', 'tiny-crossed', 16],
    ['one timestep a call', 'tiny-scalar-timestep', 16],
    ['a class for no label, or the first', 'tiny-class-conditional', 16],
  ])('%s', async (_, name, channels) => {
    const extractor = await open(name);
    const [features] = await extractor.features(asked);
    expect(features).toHaveLength(channels);
    const sampled = name.endsWith('latent-sample') ? 1 : 0;
    expect(extractor.description.warnings).toHaveLength(sampled);
  });

  test('a model without a middle block is refused', async () => {
    await expect(open('tiny-dit')).rejects.toMatchObject({
      code: 'model-invalid',
      message: expect.stringContaining('has no middle block'),
    });
  });

  test('a file that is no graph is refused as by any classification', async () => {
    root = await mkdtemp(path.join(tmpdir(), 'features-'));
    await cp(path.resolve('test/fixtures/tiny-class-conditional'), root, { recursive: true });
    await writeFile(path.join(root, 'unet', 'model.onnx'), 'no graph at all');
    await expect(FeatureExtractor.open({ folder: root, device })).rejects.toMatchObject({
      code: 'model-invalid',
      message: expect.stringContaining('ONNX Runtime cannot load it'),
    });
  });

  test('a timestep that the model does not have', async () => {
    const samples = [{ timestep: 1_000, noiseRow: 0 }];
    const extractor = await open('tiny-class-conditional');
    await expect(extractor.features({ ...asked, samples })).rejects.toMatchObject({
      code: 'options-invalid',
    });
  });

  test('an image that is not there', async () => {
    const extractor = await open('tiny-class-conditional');
    const image = { file: '/no/such.png' };
    await expect(extractor.features({ ...asked, image })).rejects.toMatchObject({
      code: 'image-not-found',
    });
  });
});

const { graph } = fieldNumbers;
const model = (...nodes: Field[]) => writeFields([varint(1, 10), message(graph, nodes)]);

/** The end of a residual block: a convolution, and the sum of what it gives and what went in. */
function block(name: string, index: number, into: string): Field[] {
  const weight = `unet.mid_block.resnets.${index}.conv2.weight`;
  return [
    nodeOf('Conv', [`${name}-in`, weight, 'bias'], [`${name}-conv`]),
    nodeOf('Add', [`${name}-skip`, `${name}-conv`], [into]),
  ];
}

describe('where the middle is', () => {
  test('behind the last of its blocks, in whatever order the nodes are', () => {
    const [first, last] = [block('a', 0, 'first'), block('b', 1, 'last')];
    expect(midBlockOutput(model(...first, ...last))).toBe('last');
    expect(midBlockOutput(model(...last.reverse(), ...first))).toBe('last');
  });

  test.each([
    ['no such weights', [nodeOf('Conv', ['x', 'unet.conv_out.weight'], ['y'])]],
    ['no sum behind them', block('a', 1, 'sum').slice(0, 1)],
    ['another operator', [nodeOf('MatMul', ['x', 'mid_block.resnets.1.conv2.weight'], ['y'])]],
    ['a convolution without weights', [nodeOf('Conv', ['x'], ['y'])]],
    ['no nodes', []],
  ])('nowhere: %s', (_, nodes) => {
    expect(midBlockOutput(model(...nodes))).toBeUndefined();
  });

  test('one more output is a graph behind the graph', () => {
    const before = model(...block('a', 1, 'sum'));
    const after = withOutput(before, 'sum');
    expect(after.subarray(0, before.length)).toEqual(before);
    const [added] = [...fieldsOf(after.subarray(before.length))];
    expect(added!.number).toBe(graph);
    const [output] = [...fieldsOf(added!.bytes!)];
    expect(output!.number).toBe(fieldNumbers.outputs);
    expect([...fieldsOf(output!.bytes!)][0]!.bytes!.toString()).toBe('sum');
  });
});

describe('the wire format', () => {
  test('fields of every kind are passed over', () => {
    const bytes = Buffer.alloc(300, 7);
    const fields: Field[] = [
      varint(1, 300),
      { number: 2, type: 'fixed64', value: Buffer.alloc(8) },
      { number: 3, type: 'fixed32', value: Buffer.alloc(4) },
      text(20, 'end'),
    ];
    const found = [...fieldsOf(Buffer.concat([writeFields(fields), fieldOf(400, bytes)]))];
    expect(found.map(({ number }) => number)).toEqual([1, 2, 3, 20, 400]);
    expect(found[3]!.bytes!.toString()).toBe('end');
    expect(found[4]!.bytes).toEqual(bytes);
    expect(found[0]!.bytes).toBeUndefined();
  });

  test('what is damaged ends it', () => {
    // A group, which has not been written since 2008, and lengths and numbers that do not end.
    expect([...fieldsOf(Buffer.of(0x0b, 1, 2))]).toEqual([]);
    expect([...fieldsOf(Buffer.of(0x0a, 9, 1))]).toHaveLength(1);
    expect([...fieldsOf(Buffer.of(0x08, 0xff))]).toHaveLength(1);
  });
});

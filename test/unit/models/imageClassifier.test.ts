import { cp, mkdir, mkdtemp, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openImageClassifier, resolveLabel } from '../../../server/src/models';

const fixture = path.resolve('test/fixtures/tiny-classifier');
let root: string;
let folder: string;

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'classifier-'));
  folder = path.join(root, 'my-resnet');
  await cp(fixture, folder, { recursive: true });
});
afterEach(() => rm(root, { recursive: true }));

const open = () => openImageClassifier({ model: folder });
const inFolder = (name: string) => path.join(folder, name);
const write = (name: string, content: unknown) =>
  writeFile(inFolder(name), typeof content === 'string' ? content : JSON.stringify(content));

describe('a folder as on the hub', () => {
  test('names, pixels and the graph are found', async () => {
    const model = await open();
    expect(model).toMatchObject({ id: 'my-resnet', file: inFolder('model.onnx') });
    expect(model.classifier.labels[4]).toEqual({ name: 'fire engine', synonyms: ['fire truck'] });
    // ConvNextImageProcessor: 28 / 0.875 pixels, of which the middle 28.
    expect(model.pixels).toMatchObject({ resize: { shortSide: 32 }, size: 28, filter: 'bicubic' });
  });

  test('a label is a class by any of its names, whatever its case', async () => {
    const model = await open();
    expect(resolveLabel(model, 'Tabby Cat')).toBe(0);
    expect(resolveLabel(model, 'fire trucks')).toBe(4);
    expect(() => resolveLabel(model, 'zebra')).toThrow(
      /my-resnet does not know the label "zebra".*golden retriever/,
    );
  });

  test('a graph in onnx/, and one named in place of its folder', async () => {
    await mkdir(inFolder('onnx'));
    await rename(inFolder('model.onnx'), inFolder('onnx/resnet.onnx'));
    expect((await open()).id).toBe('resnet');
    const file = inFolder('onnx/resnet.onnx');
    expect(await openImageClassifier({ model: file })).toMatchObject({ folder, file });
  });

  test('what has changed is another revision', async () => {
    const { revision } = await open();
    expect((await open()).revision).toBe(revision);
    await utimes(inFolder('config.json'), 1, 1);
    expect((await open()).revision).not.toBe(revision);
  });
});

describe('names of classes', () => {
  test('of labels.txt, with the numbers of synsets left out', async () => {
    await write('labels.txt', 'n02123045 tabby, tabby cat\nn02099601 golden retriever\n');
    expect((await open()).classifier.labels).toEqual([
      { name: 'tabby', synonyms: ['tabby cat'] },
      { name: 'golden retriever', synonyms: [] },
    ]);
  });

  test('of a file anywhere', async () => {
    const classNames = path.join(root, 'names');
    await writeFile(classNames, 'a\r\nb');
    const { classifier } = await openImageClassifier({ model: folder, classNames });
    expect(classifier.labels.map(({ name }) => name)).toEqual(['a', 'b']);
  });

  test.each([
    ['a class without a name', 'a\n\nb\n', 'line 2: expected the name of class 1'],
    ['a name of commas', 'a\n , \n', 'line 2'],
  ])('%s', async (_, list, said) => {
    await write('labels.txt', list);
    await expect(open()).rejects.toMatchObject({
      code: 'model-invalid',
      message: expect.stringContaining(said),
    });
  });

  test('none at all', async () => {
    await write('config.json', { model_type: 'resnet' });
    await expect(open()).rejects.toThrow(/labels\.txt: is missing, and there is no "id2label"/);
    await rm(inFolder('config.json'));
    await expect(open()).rejects.toThrow(/the names of the classes, one a line/);
    const classNames = path.join(root, 'none');
    await expect(openImageClassifier({ model: folder, classNames })).rejects.toThrow(
      /none: is mis/,
    );
  });
});

describe('preprocessing', () => {
  const mean = { image_mean: [0.5, 0.5, 0.5], image_std: [0.2, 0.2, 0.2] };

  test.each([
    ['ViT: a square', { size: { height: 28, width: 28 } }, { resize: { side: 28 }, size: 28 }],
    ['ViT, older files', { size: 28 }, { resize: { side: 28 }, size: 28 }],
    [
      'DeiT: resized, then cropped',
      { size: 32, crop_size: 28 },
      { resize: { shortSide: 32 }, size: 28 },
    ],
    [
      'ConvNeXt of 384: a square',
      { size: { shortest_edge: 384 }, crop_pct: 0.9 },
      { resize: { side: 384 }, size: 384 },
    ],
    [
      'a crop that is not made',
      { size: { height: 28, width: 28 }, crop_size: 20, do_center_crop: false },
      { size: 28 },
    ],
  ])('%s', async (_, written, expected) => {
    await write('preprocessor_config.json', { ...written, ...mean });
    expect((await open()).pixels).toMatchObject(expected);
  });

  test('bilinear, 0 to 1 and not normalised, where the file says nothing else', async () => {
    await write('preprocessor_config.json', { size: 28, do_normalize: false });
    expect((await open()).pixels).toEqual({
      resize: { side: 28 },
      size: 28,
      filter: 'bilinear',
      scale: 1 / 255,
      mean: [0, 0, 0],
      std: [1, 1, 1],
    });
    await write('preprocessor_config.json', { size: 28, do_normalize: false, do_rescale: false });
    expect((await open()).pixels.scale).toBe(1);
  });

  test('of a file anywhere', async () => {
    const preprocessor = path.join(root, 'small.json');
    await writeFile(preprocessor, JSON.stringify({ size: 20, ...mean }));
    const { pixels } = await openImageClassifier({ model: folder, preprocessor });
    expect(pixels.size).toBe(20);
  });

  test.each([
    ['no size', mean, 'field size'],
    ['a crop of no size', { size: 28, do_center_crop: true, ...mean }, 'field crop_size'],
    ['a crop beyond the image', { size: 28, crop_size: 32, ...mean }, 'expected at most 28'],
    [
      'a crop beyond the square',
      { size: { height: 28, width: 28 }, crop_size: 32, ...mean },
      'expected at most 28',
    ],
    ['no mean', { size: 28 }, 'field image_mean'],
    ['no deviation', { size: 28, image_mean: [0, 0, 0] }, 'field image_std'],
  ])('%s is named', async (_, written, said) => {
    await write('preprocessor_config.json', written);
    await expect(open()).rejects.toMatchObject({
      code: 'model-invalid',
      message: expect.stringContaining(said),
    });
  });

  test('no file: what it would have to say', async () => {
    await rm(inFolder('preprocessor_config.json'));
    await expect(open()).rejects.toThrow(/preprocessor_config\.json: is missing.*image_mean/);
  });
});

describe('what is no image classifier', () => {
  test('nothing there', async () => {
    await expect(openImageClassifier({ model: '/no/such' })).rejects.toMatchObject({
      code: 'model-not-found',
      message: 'There is no image classifier /no/such.',
    });
  });

  test('a folder without a graph, and one with several', async () => {
    await rename(inFolder('model.onnx'), inFolder('a.onnx'));
    await cp(inFolder('a.onnx'), inFolder('b.onnx'));
    await expect(open()).rejects.toThrow(/there are a\.onnx, b\.onnx: name one of them/);
    await rm(inFolder('a.onnx'));
    await rm(inFolder('b.onnx'));
    await expect(open()).rejects.toThrow(/model\.onnx: is missing: expected an image classifier/);
  });
});

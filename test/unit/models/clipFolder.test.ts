import { cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  findClip,
  openClipFolder,
  readClipShortlist,
  writeClipShortlist,
} from '../../../server/src/models';

const fixture = path.resolve('test/fixtures/tiny-clip');
const joint = path.resolve('test/fixtures/tiny-clip-joint');
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'clip-'));
  await cp(fixture, folder, { recursive: true });
});
afterEach(() => rm(folder, { recursive: true }));

const inFolder = (file: string) => path.join(folder, file);

/** Fields that are undefined are taken out of the file. */
async function change(file: string, fields: Record<string, unknown>): Promise<void> {
  const content = JSON.parse(await readFile(inFolder(file), 'utf8'));
  await writeFile(inFolder(file), JSON.stringify({ ...content, ...fields }));
}

describe('what a folder of the hub says', () => {
  test('both encoders, the size, and how an image is prepared', async () => {
    const clip = await openClipFolder(fixture);
    expect(clip).toMatchObject({
      id: 'tiny-clip',
      graphs: {
        image: path.join(fixture, 'onnx/vision_model.onnx'),
        text: path.join(fixture, 'onnx/text_model.onnx'),
      },
      projectionDim: 12,
      vocabularySize: 914,
      pixels: {
        resize: { shortSide: 32 },
        filter: 'bicubic',
        size: 32,
        mean: [0.48145466, 0.4578275, 0.40821073],
        std: [0.26862954, 0.26130258, 0.27577711],
      },
    });
    expect(clip.pixels.scale).toBeCloseTo(1 / 255, 15);
  });

  test('both encoders in one graph, where Optimum puts it', async () => {
    const { graphs } = await openClipFolder(joint);
    expect(graphs).toEqual({
      image: path.join(joint, 'model.onnx'),
      text: path.join(joint, 'model.onnx'),
    });
  });

  test('of several precisions the highest; of two that are there the one that is', async () => {
    for (const name of ['vision_model', 'text_model']) {
      await cp(inFolder(`onnx/${name}.onnx`), inFolder(`onnx/${name}_quantized.onnx`));
    }
    expect((await openClipFolder(folder)).graphs.image).toBe(inFolder('onnx/vision_model.onnx'));
    await rm(inFolder('onnx/vision_model.onnx'));
    await rm(inFolder('onnx/text_model.onnx'));
    expect((await openClipFolder(folder)).graphs).toEqual({
      image: inFolder('onnx/vision_model_quantized.onnx'),
      text: inFolder('onnx/text_model_quantized.onnx'),
    });
  });

  test('what preprocessor_config.json leaves out is as for the first CLIP', async () => {
    await writeFile(inFolder('preprocessor_config.json'), '{}');
    await change('config.json', { vision_config: null });
    const { pixels } = await openClipFolder(folder);
    expect(pixels).toMatchObject({ resize: { shortSide: 224 }, size: 224, filter: 'bicubic' });
    expect(pixels.mean[0]).toBe(0.48145466);
  });

  test('sides that are given are resized to, whole images among them', async () => {
    await change('preprocessor_config.json', {
      size: { height: 32, width: 32 },
      do_center_crop: false,
      crop_size: null,
      resample: 2,
      do_rescale: false,
      do_normalize: false,
    });
    expect((await openClipFolder(folder)).pixels).toEqual({
      resize: { side: 32 },
      size: 32,
      filter: 'bilinear',
      scale: 1,
      mean: [0, 0, 0],
      std: [1, 1, 1],
    });
  });

  test('the revision changes with a file of it', async () => {
    const { revision } = await openClipFolder(folder);
    await change('preprocessor_config.json', { resample: 2 });
    expect((await openClipFolder(folder)).revision).not.toBe(revision);
  });
});

describe('broken folders are refused, naming the file and what was expected of it', () => {
  const size = { size: { shortest_edge: 32 } };

  test.each([
    ['config.json', { model_type: 'siglip' }, 'model_type: expected "clip" but found "siglip"'],
    ['config.json', { model_type: undefined }, 'expected "clip" but found nothing'],
    ['config.json', { vision_config: { image_size: 224 } }, 'vision_config.image_size'],
    ['preprocessor_config.json', { crop_size: 64, ...size }, 'expected at most 32'],
    ['preprocessor_config.json', { do_center_crop: false }, 'field do_center_crop'],
    ['preprocessor_config.json', { size: { longest_edge: 32 } }, 'field size'],
    ['preprocessor_config.json', { crop_size: { height: 32, width: 16 } }, 'field crop_size'],
    ['preprocessor_config.json', { size: 100_000 }, 'field size'],
    ['preprocessor_config.json', { resample: 0 }, 'field resample'],
    ['preprocessor_config.json', { image_std: [0.2, 0, 0.2] }, 'field image_std'],
    ['preprocessor_config.json', { image_mean: [0.5] }, 'field image_mean'],
    ['preprocessor_config.json', { do_resize: false }, 'field do_resize'],
  ])('%s with %j', async (file, fields, problem) => {
    await change(file, fields);
    await expect(openClipFolder(folder)).rejects.toMatchObject({
      code: 'model-invalid',
      message: expect.stringContaining(problem),
      details: { folder },
    });
  });

  test.each([
    ['config.json', 'expected a CLIP folder'],
    ['preprocessor_config.json', 'is missing'],
    ['tokenizer.json', 'expected tokenizer.json, or vocab.json and merges.txt'],
    ['onnx/text_model.onnx', 'is missing: expected the text encoder of CLIP'],
    ['onnx/vision_model.onnx', 'is missing: expected the image encoder of CLIP'],
    ['onnx', 'onnx/text_model.onnx beside it, or both as onnx/model.onnx'],
  ])('without %s', async (file, problem) => {
    await rm(inFolder(file), { recursive: true });
    await expect(openClipFolder(folder)).rejects.toMatchObject({
      code: 'model-invalid',
      message: expect.stringContaining(problem),
    });
  });

  test('a repository with weights for PyTorch alone is told from an empty one', async () => {
    await rm(inFolder('onnx'), { recursive: true });
    await writeFile(inFolder('model.safetensors'), '');
    await expect(openClipFolder(folder)).rejects.toThrow(/There are weights for PyTorch/);
  });

  test('a diffusion model in its place is called one', async () => {
    await expect(openClipFolder(path.resolve('test/fixtures/tiny-sd1'))).rejects.toMatchObject({
      code: 'model-invalid',
      message: expect.stringContaining('model_index.json says that this is a diffusion model'),
    });
  });

  test('a pointer of Git LFS, and weights beside a graph that are not there', async () => {
    const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n';
    await writeFile(inFolder('onnx/vision_model.onnx'), pointer);
    await expect(openClipFolder(folder)).rejects.toThrow(/vision_model\.onnx: is a pointer of Git/);
  });
});

describe('where a CLIP model is looked for', () => {
  afterEach(() => vi.unstubAllEnvs());

  test('by path, by URI, and by the name of a downloaded folder', async () => {
    const models = await mkdtemp(path.join(tmpdir(), 'models-'));
    vi.stubEnv('DIFFUSION_CLASSIFIER_MODELS', models);
    expect((await findClip(folder)).folder).toBe(folder);
    expect((await findClip(pathToFileURL(folder).href)).folder).toBe(folder);
    await mkdir(path.join(models, 'Xenova'));
    await cp(folder, path.join(models, 'Xenova', 'clip'), { recursive: true });
    expect((await findClip('Xenova/clip')).id).toBe('clip');
    await rename(path.join(models, 'Xenova', 'clip'), path.join(models, 'clip'));
    expect((await findClip('clip')).folder).toBe(path.join(models, 'clip'));
  });

  test.each(['no-such-clip', '/no/such/folder', 'file://elsewhere/model'])(
    '%s is not found, and what was expected is said',
    async (name) => {
      await expect(findClip(name)).rejects.toMatchObject({
        code: 'model-not-found',
        message: expect.stringContaining('expected a folder as published on the hub'),
      });
    },
  );

  test('a file is no folder', async () => {
    await expect(openClipFolder(inFolder('config.json'))).rejects.toMatchObject({
      code: 'model-not-found',
    });
  });
});

describe('shortlist.json', () => {
  const measured = { keep: 2, recall: 0.97, atLeast: 0.95, images: 400, labels: ['cat', 'dog'] };

  test('is found again for the same labels in any order, and for no others', async () => {
    expect(await readClipShortlist(folder, ['cat', 'dog'])).toBeUndefined();
    await writeClipShortlist(folder, measured);
    expect(await readClipShortlist(folder, ['dog', 'cat'])).toEqual(measured);
    expect(await readClipShortlist(folder, ['dog', 'cat', 'ship'])).toBeUndefined();
    expect(await readClipShortlist(folder, ['dog', 'ship'])).toBeUndefined();
  });

  test('that is none is refused', async () => {
    await writeFile(inFolder('shortlist.json'), JSON.stringify({ ...measured, keep: 0 }));
    await expect(readClipShortlist(folder, ['cat', 'dog'])).rejects.toMatchObject({
      code: 'model-invalid',
      message: expect.stringContaining('shortlist.json: field keep'),
    });
  });
});

import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { openModelFolder } from '../../../server/src/models';
import {
  dit,
  type Files,
  removeFolders,
  stableDiffusion,
  stableDiffusionXl,
  textOnPixels,
  withFields,
  writeFolder,
} from './diffusersFolders';

afterEach(removeFolders);

const open = async (files: Files, name?: string) => openModelFolder(await writeFolder(files, name));

test('Stable Diffusion: text through one encoder, latents of an eighth of the side', async () => {
  const folder = await writeFolder(stableDiffusion);
  expect(await openModelFolder(folder)).toMatchObject({
    id: 'a-model',
    vocabulary: 'open',
    denoiserFile: path.join(folder, 'unet', 'model.onnx'),
    vae: {
      file: path.join(folder, 'vae_encoder', 'model.onnx'),
      scalingFactor: 0.18215,
      shiftFactor: 0,
      channels: 4,
      downscale: 8,
    },
    textEncoders: [
      {
        file: path.join(folder, 'text_encoder', 'model.onnx'),
        tokenizer: path.join(folder, 'tokenizer'),
        hiddenSize: 768,
        tokens: 77,
        layers: 12,
        vocabularySize: 49408,
      },
    ],
  });
});

test('Stable Diffusion without classifier.json: 512 px, any label, uncalibrated', async () => {
  const { classifier } = await open(stableDiffusion);
  expect(classifier).toEqual({
    id: 'a-model',
    title: 'a-model',
    image: { size: 512, resize: 'bicubic', crop: 'center', preprocessing: 'product' },
    loss: 'l2',
    band: [0, 1000],
    budget: { samples: 50, elimination: 'racing', racing: 'approximate', delta: 0.05, minimum: 10 },
    labels: [],
    templates: ['a photo of a {}'],
    temperature: null,
  });
});

test('Stable Diffusion 2.1 at 768 px predicts v', async () => {
  const scheduler = { _class_name: 'DDIMScheduler', prediction_type: 'v_prediction' };
  const files = withFields(
    withFields(stableDiffusion, 'scheduler/scheduler_config.json', scheduler),
    'unet/config.json',
    { sample_size: 96 },
  );
  const model = await open(files);
  expect(model.scheduler.prediction_type).toBe('v_prediction');
  expect(model.classifier.image.size).toBe(768);
});

test('SDXL: two encoders, latents scaled by 0.13025, 1024 px', async () => {
  const folder = await writeFolder(stableDiffusionXl);
  const model = await openModelFolder(folder);
  expect(model).toMatchObject({
    vocabulary: 'open',
    vae: { scalingFactor: 0.13025 },
    textEncoders: [
      { hiddenSize: 768, tokenizer: path.join(folder, 'tokenizer') },
      { hiddenSize: 1280, projectionDim: 1280, tokenizer: path.join(folder, 'tokenizer_2') },
    ],
  });
  expect(model.classifier.image.size).toBe(1024);
});

test('DiT: the labels of id2label, images as for ADM, the null class is none', async () => {
  const folder = await writeFolder(dit);
  const model = await openModelFolder(folder);
  expect(model).toMatchObject({
    vocabulary: 'closed',
    denoiserFile: path.join(folder, 'transformer', 'model.onnx'),
    vae: { scalingFactor: 0.18215, downscale: 8 },
    textEncoders: [],
  });
  expect(model.classifier.image).toMatchObject({ size: 256, preprocessing: 'adm' });
  expect(model.classifier.labels).toEqual([
    { name: 'tench', synonyms: ['Tinca tinca'] },
    { name: 'goldfish', synonyms: ['Carassius auratus'] },
    { name: 'great white shark', synonyms: [] },
  ]);
  expect(model.classifier.templates).toBeUndefined();
});

test('text on pixels: one text encoder and no autoencoder, under any name', async () => {
  const folder = await writeFolder(textOnPixels);
  const model = await openModelFolder(folder);
  expect(model).toMatchObject({
    vocabulary: 'open',
    vae: undefined,
    textEncoders: [{ hiddenSize: 384, tokens: 24, tokenizer: path.join(folder, 'tokenizer') }],
  });
  expect(model.classifier).toMatchObject({
    image: { size: 32, preprocessing: 'product' },
    labels: [],
    templates: ['a photo of a {}'],
  });
  expect(model.classifier.captions).toBeUndefined();
});

test('a class-conditional UNet on latents has the same parts as DiT', async () => {
  const model = await open({
    ...dit,
    'model_index.json': { _class_name: 'MyOwnPipeline', vae: ['diffusers', 'AutoencoderKL'] },
    'transformer/config.json': undefined,
    'transformer/model.onnx': undefined,
    'unet/config.json': {
      in_channels: 4,
      sample_size: [32, 32],
      num_class_embeds: 2,
      id2label: { 0: 'a', 1: 'b' },
    },
    'unet/model.onnx': 'graph',
  });
  expect(model).toMatchObject({
    vocabulary: 'closed',
    vae: { downscale: 8 },
  });
  expect(model.classifier.image).toMatchObject({ size: 256, preprocessing: 'product' });
});

test.each([
  'OnnxStableDiffusionPipeline',
  'StableDiffusionOnnxPipeline',
  'ORTStableDiffusionPipeline',
  'StableDiffusionImg2ImgPipeline',
  'OnnxStableDiffusionInpaintPipelineLegacy',
])('%s is Stable Diffusion, too', async (name) => {
  const model = await open(withFields(stableDiffusion, 'model_index.json', { _class_name: name }));
  expect(model.textEncoders).toHaveLength(1);
});

test.each(['ORTStableDiffusionXLPipeline', 'StableDiffusionXLImg2ImgPipeline'])(
  '%s is SDXL, too',
  async (name) => {
    const files = withFields(stableDiffusionXl, 'model_index.json', { _class_name: name });
    expect((await open(files)).textEncoders).toHaveLength(2);
  },
);

const withoutConfigurations = (files: Files): Files =>
  Object.fromEntries(Object.entries(files).filter(([file]) => !file.endsWith('/config.json')));

test.each([
  [stableDiffusion, 0.18215, 512],
  [stableDiffusionXl, 0.13025, 1024],
])('an export without any config.json is used as it usually is: %#', async (files, scale, size) => {
  const model = await open(withoutConfigurations(files));
  expect(model.vae).toMatchObject({
    scalingFactor: scale,
    shiftFactor: 0,
    channels: 4,
    downscale: 8,
  });
  expect(model.classifier.image.size).toBe(size);
});

test.each(['vae', 'vae_decoder'])(
  'the autoencoder is described in %s/ if not beside its encoder',
  async (place) => {
    const config = {
      scaling_factor: 0.5,
      shift_factor: 0.1,
      latent_channels: 4,
      block_out_channels: [8, 8, 8],
    };
    const model = await open({
      ...stableDiffusion,
      'vae_encoder/config.json': undefined,
      [`${place}/config.json`]: config,
    });
    expect(model.vae).toMatchObject({ scalingFactor: 0.5, shiftFactor: 0.1, downscale: 4 });
    expect(model.classifier.image.size).toBe(256);
  },
);

test('the first Stable Diffusion says 32 where it means 64, as diffusers knows', async () => {
  const sizeOf = async (_diffusers_version: string) => {
    const fields = { _diffusers_version, sample_size: 32 };
    const model = await open(withFields(stableDiffusion, 'unet/config.json', fields));
    return model.classifier.image.size;
  };
  expect(await sizeOf('0.2.2')).toBe(512);
  expect(await sizeOf('0.11.0')).toBe(256);
});

test.each([
  [
    'models--runwayml--stable-diffusion-v1-5/snapshots/39593d5650112b4cc580433f6b0435385882d819',
    'stable-diffusion-v1-5',
  ],
  ['models--gpt2/snapshots/0123456789012345678901234567890123456789', 'gpt2'],
  ['mine/snapshots/first', 'first'],
])('a model in %s is called %s', async (name, id) => {
  expect((await open(stableDiffusion, name)).id).toBe(id);
});

test('in a classifier.json, what text models have no need of may be left out', async () => {
  const classifier = {
    id: 'mine',
    title: 'My model',
    image: { size: 256, resize: 'bicubic', crop: 'center' },
    loss: 'l1',
    band: [100, 900],
    budget: { samples: 50, elimination: 'none', keep: [1], stages: [50] },
    templates: ['a painting of a {}'],
    temperature: 0.001,
  };
  const model = await open({ ...stableDiffusion, 'classifier.json': classifier });
  expect(model.classifier).toEqual({ ...classifier, labels: [] });
  expect(model.id).toBe('mine');
});

test('a class-conditional classifier.json without labels has those of id2label', async () => {
  const classifier = {
    id: 'dit',
    title: 'DiT',
    image: { size: 256, resize: 'box', crop: 'center', preprocessing: 'adm' },
    loss: 'l2',
    band: [0, 1000],
    budget: { samples: 250, elimination: 'none', keep: [1], stages: [250] },
    temperature: null,
  };
  const { labels } = (await open({ ...dit, 'classifier.json': classifier })).classifier;
  expect(labels.map(({ name }) => name)).toEqual(['tench', 'goldfish', 'great white shark']);
});

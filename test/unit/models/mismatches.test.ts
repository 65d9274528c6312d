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

/** What a folder of these files is refused with, and the file that is said to be at fault. */
async function refusal(files: Files): Promise<[file: string, message: string]> {
  const folder = await writeFolder(files);
  const failure = await openModelFolder(folder).then(
    () => expect.fail('opened'),
    (error) => error,
  );
  expect(failure).toMatchObject({ code: 'model-invalid', details: { folder } });
  return [failure.details.file, failure.message];
}

const classifier = {
  id: 'mine',
  title: 'My model',
  image: { size: 256, resize: 'bicubic', crop: 'center' },
  loss: 'l2',
  band: [0, 1000],
  budget: { samples: 50, elimination: 'none', keep: [1], stages: [50] },
  temperature: null,
};

test.each([
  'StableDiffusion3Pipeline',
  'FluxPipeline',
  'PixArtAlphaPipeline',
  'StableDiffusionControlNetPipeline',
  'LatentConsistencyModelPipeline',
])('%s is refused with what is supported', async (name) => {
  const files = withFields(stableDiffusion, 'model_index.json', { _class_name: name });
  const [file, message] = await refusal(files);
  expect(file).toBe('model_index.json');
  expect(message).toContain(`is of ${name}: expected`);
  expect(message).toMatch(/StableDiffusionPipeline .*StableDiffusionXLPipeline, DiTPipeline/);
});

test.each<[string, Record<string, unknown>, Files?]>([
  ['a text encoder of T5', { text_encoder: ['transformers', 'T5EncoderModel'] }],
  ['a second text encoder', { text_encoder_2: ['transformers', 'CLIPTextModel'] }],
  [
    'only a second text encoder',
    { text_encoder: [null, null], text_encoder_2: ['transformers', 'CLIPTextModel'] },
  ],
  ['an autoencoder', { vae: ['diffusers', 'AutoencoderKL'] }],
  ['an autoencoder of another name', { movq: ['diffusers', 'VQModel'] }],
  ['a prior', { prior: ['diffusers', 'PriorTransformer'] }],
  ['a folder of an autoencoder', {}, { 'vae_decoder/model.onnx': 'graph' }],
])('a pipeline of unknown name with %s is refused', async (_, components, others = {}) => {
  const files = { ...withFields(textOnPixels, 'model_index.json', components), ...others };
  const [file, message] = await refusal(files);
  expect(file).toBe('model_index.json');
  expect(message).toContain('is of TextConditionalPipeline: expected');
});

test('Stable Diffusion without its autoencoder is no model on pixels', async () => {
  const [file, message] = await refusal({
    ...stableDiffusion,
    'vae_encoder/model.onnx': undefined,
  });
  expect(file).toBe(path.join('vae_encoder', 'model.onnx'));
  expect(message).toMatch(/encoder of the autoencoder/);
});

test('text on pixels: parts that do not fit, and no size, are refused', async () => {
  const unet = (fields: Record<string, unknown>) =>
    refusal(withFields(textOnPixels, 'unet/config.json', fields));
  expect((await unet({ in_channels: 4 }))[1]).toContain('expected 3, the channels of an image');
  expect((await unet({ cross_attention_dim: 768 }))[1]).toContain('expected 384, the hidden_size');
  expect((await unet({ sample_size: undefined }))[1]).toContain('expected "sample_size"');
});

test('captions of a model that reads no text are refused', async () => {
  const [file, message] = await refusal({
    ...dit,
    'classifier.json': { ...classifier, captions: ['animal'] },
  });
  expect(file).toBe('classifier.json');
  expect(message).toContain('field captions: a class-conditional model reads no text');
});

test('a pipeline that reads text and has no name is refused', async () => {
  const files = withFields(stableDiffusion, 'model_index.json', { _class_name: undefined });
  expect((await refusal(files))[1]).toContain('is of a pipeline without name');
});

test.each([
  ['FlowMatchEulerDiscreteScheduler', 'a scheduler with betas, such as DDPM'],
  ['EDMEulerScheduler', 'a scheduler with betas, such as DDPM'],
  ['LCMScheduler', 'distilled models, and those classify badly'],
  ['TCDScheduler', 'distilled models, and those classify badly'],
])('a %s is refused by its name', async (name, said) => {
  const fields = { _class_name: name };
  const [file, message] = await refusal(
    withFields(stableDiffusion, 'scheduler/scheduler_config.json', fields),
  );
  expect(file).toBe(path.join('scheduler', 'scheduler_config.json'));
  expect(message).toContain(name);
  expect(message).toContain(said);
});

test.each([
  'EulerAncestralDiscreteScheduler',
  'DPMSolverMultistepScheduler',
  'UniPCMultistepScheduler',
])('a %s says how noise grows as any other does', async (name) => {
  const fields = { _class_name: name };
  const files = withFields(stableDiffusion, 'scheduler/scheduler_config.json', fields);
  const { scheduler } = await openModelFolder(await writeFolder(files));
  expect(scheduler).toMatchObject({ beta_schedule: 'scaled_linear', beta_end: 0.012 });
  expect(scheduler).not.toHaveProperty('_class_name');
});

test.each([
  [stableDiffusion, 'unet/model.onnx', 'the denoiser'],
  [stableDiffusion, 'text_encoder/model.onnx', 'the text encoder'],
  [stableDiffusion, 'vae_encoder/model.onnx', 'the encoder of the autoencoder'],
  [stableDiffusionXl, 'text_encoder_2/model.onnx', 'the text encoder'],
  [dit, 'transformer/model.onnx', 'the denoiser'],
])('%# without %s it is refused by that file', async (files, file, what) => {
  const [named, message] = await refusal({ ...files, [file]: undefined });
  // Without a transformer, a denoiser is expected in unet/, where most have it.
  const expected = file.startsWith('transformer') ? 'unet/model.onnx' : file;
  expect(named).toBe(path.normalize(expected));
  expect(message).toContain(`is missing: expected ${what}`);
});

test.each([
  ['diffusion_pytorch_model.safetensors', 'There are weights for PyTorch: export them first'],
  ['diffusion_pytorch_model.bin', 'There are weights for PyTorch: export them first'],
  ['model_fp16.onnx', 'There is model_fp16.onnx: rename it'],
])('with %s in place of the graph, the message says what to do', async (name, said) => {
  const files = { ...stableDiffusion, 'unet/model.onnx': undefined, [`unet/${name}`]: 'weights' };
  const [file, message] = await refusal(files);
  expect(file).toBe(path.join('unet', 'model.onnx'));
  expect(message).toContain(`is missing: expected the denoiser as an ONNX file. ${said}`);
});

test('a class-conditional model on latents needs the encoder of its autoencoder', async () => {
  const [file, message] = await refusal({
    ...dit,
    'vae_encoder/config.json': undefined,
    'vae_encoder/model.onnx': undefined,
    'vae_decoder/model.onnx': 'graph',
  });
  expect(file).toBe(path.join('vae_encoder', 'model.onnx'));
  expect(message).toContain('is missing');
});

test.each([{ 'tokenizer/vocab.json': undefined }, { 'tokenizer/merges.txt': undefined }])(
  'half a tokenizer is none: %j',
  async (missing) => {
    const [file, message] = await refusal({ ...stableDiffusion, ...missing });
    expect(file).toBe('tokenizer');
    expect(message).toContain('expected tokenizer.json, or vocab.json and merges.txt');
  },
);

test('tokenizer.json alone is a tokenizer', async () => {
  const folder = await writeFolder({
    ...stableDiffusion,
    'tokenizer/vocab.json': undefined,
    'tokenizer/merges.txt': undefined,
    'tokenizer/tokenizer.json': {},
  });
  expect((await openModelFolder(folder)).textEncoders).toHaveLength(1);
});

test.each<[string, Files, string, Record<string, unknown>, string]>([
  [
    'an inpainting UNet',
    stableDiffusion,
    'unet/config.json',
    { in_channels: 9 },
    'expected 4, the channels of a latent, but found 9. A model that is given more, such as a mask',
  ],
  [
    'a UNet for pixels with a VAE',
    stableDiffusion,
    'unet/config.json',
    { in_channels: 3 },
    'expected 4, the channels of a latent, but found 3',
  ],
  [
    'a text encoder of another model',
    stableDiffusion,
    'unet/config.json',
    { cross_attention_dim: 1024 },
    'expected 768, the hidden_size of text_encoder, but found 1024',
  ],
  [
    'an encoder too few',
    stableDiffusionXl,
    'unet/config.json',
    { cross_attention_dim: 1280 },
    'expected 2048, the hidden_size of text_encoder and text_encoder_2, but found 1280',
  ],
  [
    'the refiner of SDXL',
    stableDiffusionXl,
    'unet/config.json',
    { projection_class_embeddings_input_dim: 2560 },
    'expected 2816, projection_dim of text_encoder_2 and 6 times addition_time_embed_dim, but found 2560. The refiner',
  ],
  [
    'a distilled UNet',
    stableDiffusion,
    'unet/config.json',
    { time_cond_proj_dim: 256 },
    'field time_cond_proj_dim: a denoiser that is told the guidance is a distilled one',
  ],
  [
    'a huge sample',
    stableDiffusion,
    'unet/config.json',
    { sample_size: 256 },
    'field sample_size: makes images of 2048 pixels a side: expected at most 1024',
  ],
  [
    'an absurd sample',
    stableDiffusion,
    'unet/config.json',
    { sample_size: 1e9 },
    'field sample_size',
  ],
  [
    'channels in words',
    stableDiffusion,
    'unet/config.json',
    { in_channels: 'four' },
    'field in_channels',
  ],
  [
    'another autoencoder',
    stableDiffusion,
    'vae_encoder/config.json',
    { _class_name: 'AutoencoderTiny' },
    'is of class AutoencoderTiny: expected AutoencoderKL',
  ],
  [
    'latents of other means',
    stableDiffusion,
    'vae_encoder/config.json',
    { latents_mean: [1, 2, 3, 4] },
    'field latents_mean',
  ],
  [
    'no scale',
    stableDiffusion,
    'vae_encoder/config.json',
    { scaling_factor: 0 },
    'field scaling_factor',
  ],
  [
    'an absurd depth',
    stableDiffusion,
    'vae_encoder/config.json',
    { block_out_channels: Array(60).fill(8) },
    'field block_out_channels',
  ],
  [
    'another text encoder',
    stableDiffusion,
    'text_encoder/config.json',
    { model_type: 't5' },
    'is of a text encoder t5: expected one of CLIP',
  ],
  [
    'endless prompts',
    stableDiffusion,
    'text_encoder/config.json',
    { max_position_embeddings: 1e6 },
    'field max_position_embeddings',
  ],
])('%s is refused by file and field', async (_, files, file, fields, said) => {
  const [named, message] = await refusal(withFields(files, file, fields));
  expect(named).toBe(path.normalize(file));
  expect(message).toContain(said);
});

test('widths that attention layers do not share are for the graph to tell', async () => {
  const fields = { cross_attention_dim: [768, 1024] };
  const files = withFields(stableDiffusion, 'unet/config.json', fields);
  expect((await openModelFolder(await writeFolder(files))).vocabulary).toBe('open');
});

test.each<[string, Files, Record<string, unknown>, string]>([
  [
    'pixels to no whole latent',
    stableDiffusion,
    { image: { ...classifier.image, size: 250 } },
    'field image.size: expected a multiple of 8',
  ],
  [
    'another size than a transformer has places for',
    dit,
    { image: { ...classifier.image, size: 512 } },
    'field image.size: expected 256, which the transformer was made for, but found 512',
  ],
  [
    'more labels than classes',
    withFields(dit, 'transformer/config.json', { num_embeds_ada_norm: 2 }),
    { labels: ['a', 'b', 'c'].map((name) => ({ name, synonyms: [] })) },
    'has 3 labels, but transformer/config.json says 2 classes',
  ],
  [
    'a label as the class of no label',
    dit,
    { labels: ['a', 'b'].map((name) => ({ name, synonyms: [] })), unconditional: 1 },
    'field unconditional: expected a class index after those of the labels, from 2 to 1000, but found 1',
  ],
  [
    'a class of no label that the embedding has no row for',
    dit,
    { unconditional: 1001 },
    'but found 1001',
  ],
  [
    'a class of no label for a model that reads text',
    stableDiffusion,
    { unconditional: 0 },
    'field unconditional: a model that reads text has no classes',
  ],
  [
    'a template without a place',
    stableDiffusion,
    { templates: ['a photo'] },
    'expected {} where the label goes',
  ],
])('a classifier.json with %s is refused', async (_, files, fields, said) => {
  const [file, message] = await refusal({
    ...files,
    'classifier.json': { ...classifier, ...fields },
  });
  expect(file).toBe('classifier.json');
  expect(message.replaceAll('\\', '/')).toContain(said);
});

test.each([
  ['as one more than its classes', { num_embeds_ada_norm: 2 }],
  ['where the number of classes is not known', { num_embeds_ada_norm: undefined }],
])('the class of no label is known %s', async (_, fields) => {
  const labels = ['a', 'b'].map((name) => ({ name, synonyms: [] }));
  const folder = await writeFolder({
    ...withFields(dit, 'transformer/config.json', fields),
    'classifier.json': { ...classifier, labels, unconditional: 2 },
  });
  expect((await openModelFolder(folder)).classifier.unconditional).toBe(2);
});

test('a text model may offer any number of labels', async () => {
  const labels = ['a', 'b', 'c'].map((name) => ({ name, synonyms: [] }));
  const folder = await writeFolder({
    ...withFields(stableDiffusion, 'unet/config.json', { num_class_embeds: 2 }),
    'classifier.json': { ...classifier, labels },
  });
  expect((await openModelFolder(folder)).classifier.labels).toHaveLength(3);
});

test.each([
  [undefined, 'is missing, and the labels are not known'],
  [classifier, 'has no labels'],
])('a class-conditional model without any labels is refused: %#', async (content, said) => {
  const [file, message] = await refusal({
    ...withFields(dit, 'model_index.json', { id2label: undefined }),
    'classifier.json': content,
  });
  expect(file).toBe('classifier.json');
  expect(message).toContain(said);
  expect(message).toContain('"id2label" in model_index.json');
});

test('a class-conditional model whose size nobody says is refused', async () => {
  const files = withFields(dit, 'transformer/config.json', { sample_size: undefined });
  const [file, message] = await refusal(files);
  expect(file).toBe('classifier.json');
  expect(message.replaceAll('\\', '/')).toContain('"sample_size" in transformer/config.json');
});

test('a model in pixel space works on three channels', async () => {
  const fields = { in_channels: 1, num_class_embeds: 10 };
  const [file, message] = await refusal({
    'model_index.json': { id2label: { 0: 'zero', 1: 'one' } },
    'scheduler/scheduler_config.json': dit['scheduler/scheduler_config.json'],
    'unet/config.json': { sample_size: 28, ...fields },
    'unet/model.onnx': 'graph',
  });
  expect(file).toBe(path.join('unet', 'config.json'));
  expect(message).toContain('expected 3, the channels of an image, but found 1');
});

test.each([{ 0: ',' }, { 0: ' , ' }, { 0: '' }, { 0: 7 }, { one: 'a' }])(
  'labels without names are none: %j',
  async (id2label) => {
    const [file, message] = await refusal(withFields(dit, 'model_index.json', { id2label }));
    expect(file).toBe('model_index.json');
    expect(message).toContain('field id2label');
  },
);

test('an empty synonym is left out', async () => {
  const files = withFields(dit, 'model_index.json', { id2label: { 0: ', tench,, Tinca tinca,' } });
  const { labels } = (await openModelFolder(await writeFolder(files))).classifier;
  expect(labels).toEqual([{ name: 'tench', synonyms: ['Tinca tinca'] }]);
});

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Path in the folder to content: an object is written as JSON, undefined leaves the file out. */
export type Files = Readonly<Record<string, unknown>>;

const betas = { beta_schedule: 'scaled_linear', beta_start: 0.00085, beta_end: 0.012 };
const tokenizer = { 'vocab.json': {}, 'merges.txt': '#version: 0.2' };

function inside(folder: string, files: Files): Files {
  return Object.fromEntries(
    Object.entries(files).map(([name, content]) => [`${folder}/${name}`, content]),
  );
}

/** The fields of the published configurations that matter; graphs are not read by what is tested. */
export const stableDiffusion: Files = {
  'model_index.json': {
    _class_name: 'StableDiffusionPipeline',
    _diffusers_version: '0.30.0',
    safety_checker: [null, null],
    text_encoder: ['transformers', 'CLIPTextModel'],
    unet: ['diffusers', 'UNet2DConditionModel'],
  },
  'scheduler/scheduler_config.json': {
    _class_name: 'PNDMScheduler',
    num_train_timesteps: 1000,
    ...betas,
    skip_prk_steps: true,
    trained_betas: null,
  },
  ...inside('tokenizer', tokenizer),
  'text_encoder/config.json': {
    model_type: 'clip_text_model',
    hidden_size: 768,
    projection_dim: 768,
    max_position_embeddings: 77,
    num_hidden_layers: 12,
    vocab_size: 49408,
    pad_token_id: 1,
  },
  'text_encoder/model.onnx': 'graph',
  'unet/config.json': {
    _class_name: 'UNet2DConditionModel',
    _diffusers_version: '0.30.0',
    in_channels: 4,
    sample_size: 64,
    cross_attention_dim: 768,
    num_class_embeds: null,
    time_cond_proj_dim: null,
  },
  'unet/model.onnx': 'graph',
  'vae_encoder/config.json': {
    _class_name: 'AutoencoderKL',
    latent_channels: 4,
    block_out_channels: [128, 256, 512, 512],
    scaling_factor: 0.18215,
    shift_factor: null,
    latents_mean: null,
  },
  'vae_encoder/model.onnx': 'graph',
};

export const stableDiffusionXl: Files = {
  ...stableDiffusion,
  'model_index.json': {
    _class_name: 'StableDiffusionXLPipeline',
    text_encoder: ['transformers', 'CLIPTextModel'],
    text_encoder_2: ['transformers', 'CLIPTextModelWithProjection'],
  },
  'scheduler/scheduler_config.json': {
    _class_name: 'EulerDiscreteScheduler',
    num_train_timesteps: 1000,
    ...betas,
    prediction_type: 'epsilon',
  },
  ...inside('tokenizer_2', tokenizer),
  'text_encoder_2/config.json': {
    model_type: 'clip_text_model',
    hidden_size: 1280,
    projection_dim: 1280,
    max_position_embeddings: 77,
    num_hidden_layers: 32,
    vocab_size: 49408,
  },
  'text_encoder_2/model.onnx': 'graph',
  'unet/config.json': {
    in_channels: 4,
    sample_size: 128,
    cross_attention_dim: 2048,
    addition_embed_type: 'text_time',
    addition_time_embed_dim: 256,
    projection_class_embeddings_input_dim: 2816,
  },
  'vae_encoder/config.json': {
    _class_name: 'AutoencoderKL',
    latent_channels: 4,
    block_out_channels: [128, 256, 512, 512],
    scaling_factor: 0.13025,
  },
};

/** A model that reads text and works on pixels. */
export const textOnPixels: Files = {
  'model_index.json': {
    _class_name: 'TextConditionalPipeline',
    scheduler: ['diffusers', 'DDPMScheduler'],
    text_encoder: ['transformers', 'CLIPTextModel'],
    tokenizer: ['transformers', 'CLIPTokenizer'],
    unet: ['diffusers', 'OnnxRuntimeModel'],
  },
  'scheduler/scheduler_config.json': { num_train_timesteps: 1000, ...betas },
  ...inside('tokenizer', tokenizer),
  'text_encoder/config.json': {
    model_type: 'clip_text_model',
    hidden_size: 384,
    max_position_embeddings: 24,
    num_hidden_layers: 2,
    vocab_size: 6000,
  },
  'text_encoder/model.onnx': 'graph',
  'unet/config.json': { in_channels: 3, sample_size: 32, cross_attention_dim: 384 },
  'unet/model.onnx': 'graph',
};

export const dit: Files = {
  'model_index.json': {
    _class_name: 'DiTPipeline',
    id2label: { 0: 'tench, Tinca tinca', 1: 'goldfish, Carassius auratus', 2: 'great white shark' },
    transformer: ['diffusers', 'DiTTransformer2DModel'],
    vae: ['diffusers', 'AutoencoderKL'],
  },
  'scheduler/scheduler_config.json': {
    _class_name: 'DDIMScheduler',
    num_train_timesteps: 1000,
    beta_schedule: 'linear',
    beta_start: 0.0001,
    beta_end: 0.02,
  },
  'transformer/config.json': { in_channels: 4, sample_size: 32, num_embeds_ada_norm: 1000 },
  'transformer/model.onnx': 'graph',
  'vae_encoder/config.json': stableDiffusion['vae_encoder/config.json'],
  'vae_encoder/model.onnx': 'graph',
};

/** Names of the temporary folders, to be removed by {@link removeFolders}. */
const made: string[] = [];

/** Writes a model folder of that name and returns its path. */
export async function writeFolder(files: Files, name = 'a-model'): Promise<string> {
  const parent = await mkdtemp(path.join(tmpdir(), 'models-'));
  made.push(parent);
  const folder = path.join(parent, name);
  for (const [file, content] of Object.entries(files)) {
    if (content === undefined) continue;
    const location = path.join(folder, file);
    await mkdir(path.dirname(location), { recursive: true });
    await writeFile(
      location,
      typeof content === 'object' && !Buffer.isBuffer(content)
        ? JSON.stringify(content)
        : String(content),
    );
  }
  return folder;
}

export async function removeFolders(): Promise<void> {
  for (const folder of made.splice(0)) await rm(folder, { recursive: true, force: true });
}

/** The files with some fields of one of them changed; a field that is undefined is left out. */
export function withFields(files: Files, file: string, fields: Record<string, unknown>): Files {
  return { ...files, [file]: { ...(files[file] as object), ...fields } };
}

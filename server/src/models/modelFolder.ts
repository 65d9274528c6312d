import { stat } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { Failure } from '../failure';
import { alphasCumprod, type SchedulerConfig } from '../method';
import { checkOnnxFile } from './checkOnnxFile';
import {
  type ClassifierConfig,
  classifierConfigSchema,
  imageSize,
  longestName,
} from './classifierConfig';
import { defaultClassifier } from './defaultClassifier';
import { modelInvalid } from './modelInvalid';
import { readJson, readRequiredJson } from './readJson';
import { schedulerConfigSchema } from './schedulerConfig';

/** The autoencoder's half that makes latents of images. */
export interface VaeEncoder {
  /** Absolute path of its ONNX file. */
  file: string;
  /** x0 = (mean - shiftFactor) * scalingFactor. */
  scalingFactor: number;
  shiftFactor: number;
  /** Channels of the latent. */
  channels: number;
  /** Pixels of the image to one of the latent, a side: 8 for Stable Diffusion. */
  downscale: number;
}

/** A text encoder and the tokenizer that goes with it. */
export interface TextEncoder {
  /** Absolute path of its ONNX file. */
  file: string;
  /** Absolute path of the folder with tokenizer.json, or vocab.json and merges.txt. */
  tokenizer: string;
}

/** A model in diffusers layout, its configuration read and checked; the weights are not loaded. */
export interface ModelFolder {
  /** Absolute path. */
  folder: string;
  id: string;
  /** Changes whenever a file of the model does. */
  revision: string;
  scheduler: SchedulerConfig;
  classifier: ClassifierConfig;
  /** Absolute path of the denoiser's ONNX file. */
  denoiserFile: string;
  /** What the model can be asked: the labels it was trained with, or any text. */
  vocabulary: 'closed' | 'open';
  /** Of a model that works on latents; others work on pixels. */
  vae: VaeEncoder | undefined;
  /** None with a closed vocabulary, one for Stable Diffusion, two for SDXL. */
  textEncoders: readonly TextEncoder[];
}

const denoiserName = path.join('unet', 'model.onnx');
const unetConfigName = path.join('unet', 'config.json');
const schedulerName = path.join('scheduler', 'scheduler_config.json');
const classifierName = 'classifier.json';
const indexName = 'model_index.json';

const id2labelSchema = z
  .record(z.string().regex(/^\d+$/), z.string().min(1).max(longestName))
  .refine((labels) => '0' in labels, 'expected labels by class index, from "0" on')
  .optional();
const modelIndexSchema = z.object({ id2label: id2labelSchema });
const unetConfigSchema = z.object({
  id2label: id2labelSchema,
  sample_size: imageSize.optional(),
});

/** Where exporters put the weights of a model that does not fit into one file of protobuf. */
const externalWeightNames = ['model.onnx_data', 'model.onnx.data', 'weights.pb'].map((name) =>
  path.join('unet', name),
);

/** Size and time of change of every file that a host reads when it opens the model. */
async function revisionOf(folder: string): Promise<string> {
  const names = [
    denoiserName,
    ...externalWeightNames,
    unetConfigName,
    schedulerName,
    classifierName,
    indexName,
  ];
  const stamps = names.map(async (name) =>
    stat(path.join(folder, name)).then(
      ({ size, mtimeMs }) => `${size}@${mtimeMs}`,
      () => 'none',
    ),
  );
  return (await Promise.all(stamps)).join(' ');
}

/** @throws Failure `model-invalid` for settings of which no noise schedule can be made. */
function checkSchedule(folder: string, scheduler: SchedulerConfig): void {
  let alphas: Float64Array;
  try {
    alphas = alphasCumprod(scheduler);
  } catch (error) {
    throw modelInvalid(folder, schedulerName, (error as Error).message);
  }
  const timestep = alphas.findIndex((alpha) => !Number.isFinite(alpha));
  if (timestep >= 0) {
    throw modelInvalid(
      folder,
      schedulerName,
      `its betas, rescaled to zero terminal SNR, give no finite noise level at timestep ${timestep}`,
    );
  }
}

async function readClassifier(folder: string, timesteps: number): Promise<ClassifierConfig> {
  const index = await readRequiredJson(folder, indexName, modelIndexSchema);
  const written = await readJson(folder, classifierName, classifierConfigSchema);
  if (written) return written;
  const unet = await readJson(folder, unetConfigName, unetConfigSchema);
  const id2label = index.id2label ?? unet?.id2label;
  if (!id2label || !unet?.sample_size) {
    throw new Failure(
      'model-invalid',
      `Model ${folder} has no classifier.json, and its labels and image size are not known without: expected "id2label" in model_index.json and "sample_size" in unet/config.json. See docs/models.md for what a classifier.json holds.`,
      { folder, file: classifierName },
    );
  }
  return defaultClassifier(path.basename(folder), id2label, unet.sample_size, timesteps);
}

/**
 * Reads and checks the configuration of the model in `folder`.
 *
 * @throws Failure `model-not-found` where there is no such folder; `model-invalid` naming the file
 *   and the field that is missing or not as expected.
 */
export async function openModelFolder(folder: string): Promise<ModelFolder> {
  const absolute = path.resolve(folder);
  const isFolder = await stat(absolute).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) {
    throw new Failure('model-not-found', `There is no model folder ${absolute}.`, {
      model: absolute,
    });
  }
  const scheduler = await readRequiredJson(absolute, schedulerName, schedulerConfigSchema);
  checkSchedule(absolute, scheduler);
  const classifier = await readClassifier(absolute, scheduler.num_train_timesteps);
  if (classifier.band[1] > scheduler.num_train_timesteps) {
    throw modelInvalid(
      absolute,
      classifierName,
      `field band: expected an end of at most ${scheduler.num_train_timesteps}, the scheduler's num_train_timesteps, but found ${classifier.band[1]}`,
    );
  }
  await checkOnnxFile(absolute, denoiserName);
  const denoiserFile = path.join(absolute, denoiserName);
  const revision = await revisionOf(absolute);
  return {
    folder: absolute,
    id: classifier.id,
    revision,
    scheduler,
    classifier,
    denoiserFile,
    vocabulary: 'closed',
    vae: undefined,
    textEncoders: [],
  };
}

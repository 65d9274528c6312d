import { stat } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { Failure } from '../failure';
import type { SchedulerConfig } from '../method';
import { type ClassifierConfig, classifierConfigSchema } from './classifierConfig';
import { defaultClassifier } from './defaultClassifier';
import { readJson, readRequiredJson } from './readJson';
import { schedulerConfigSchema } from './schedulerConfig';

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
}

const denoiserName = path.join('unet', 'model.onnx');
const schedulerName = path.join('scheduler', 'scheduler_config.json');

const id2labelSchema = z.record(z.string().regex(/^\d+$/), z.string().min(1)).optional();
const modelIndexSchema = z.object({ id2label: id2labelSchema });
const unetConfigSchema = z.object({
  id2label: id2labelSchema,
  sample_size: z.int().min(1).optional(),
});

/** Size and time of change of every file that a host reads when it opens the model. */
async function revisionOf(folder: string): Promise<string> {
  const names = [denoiserName, schedulerName, 'classifier.json', 'model_index.json'];
  const stamps = names.map(async (name) =>
    stat(path.join(folder, name)).then(
      ({ size, mtimeMs }) => `${size}@${mtimeMs}`,
      () => 'none',
    ),
  );
  return (await Promise.all(stamps)).join(' ');
}

async function isFile(file: string): Promise<boolean> {
  return await stat(file).then(
    (found) => found.isFile(),
    () => false,
  );
}

async function readClassifier(folder: string, timesteps: number): Promise<ClassifierConfig> {
  const index = await readRequiredJson(folder, 'model_index.json', modelIndexSchema);
  const written = await readJson(folder, 'classifier.json', classifierConfigSchema);
  if (written) return written;
  const unet = await readJson(folder, path.join('unet', 'config.json'), unetConfigSchema);
  const id2label = index.id2label ?? unet?.id2label;
  if (!id2label || !unet?.sample_size) {
    throw new Failure(
      'model-invalid',
      `Model ${folder} has no classifier.json, and its labels and image size are not known without: expected "id2label" in model_index.json and "sample_size" in unet/config.json. See docs/models.md for what a classifier.json holds.`,
      { folder, file: 'classifier.json' },
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
  const classifier = await readClassifier(absolute, scheduler.num_train_timesteps);
  if (classifier.band[1] > scheduler.num_train_timesteps) {
    throw new Failure(
      'model-invalid',
      `Model ${absolute}: classifier.json: field band: expected an end of at most ${scheduler.num_train_timesteps}, the scheduler's num_train_timesteps, but found ${classifier.band[1]}`,
      { folder: absolute, file: 'classifier.json' },
    );
  }
  const denoiserFile = path.join(absolute, denoiserName);
  if (!(await isFile(denoiserFile))) {
    throw new Failure(
      'model-invalid',
      `Model ${absolute}: ${denoiserName} is missing: expected the denoiser as an ONNX file.`,
      { folder: absolute, file: denoiserName },
    );
  }
  const revision = await revisionOf(absolute);
  return { folder: absolute, id: classifier.id, revision, scheduler, classifier, denoiserFile };
}

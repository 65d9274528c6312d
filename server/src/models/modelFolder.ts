import path from 'node:path';
import { Failure } from '../failure';
import type { SchedulerConfig } from '../method';
import { checkComponents } from './checkComponents';
import { classifierName, readClassifier } from './classifier';
import type { ClassifierConfig } from './classifierConfig';
import { findDenoiser } from './denoiser';
import { isFolder } from './isFolder';
import { type Family, indexName, readModelIndex } from './modelIndex';
import { revisionOf } from './revision';
import { readScheduler, schedulerName } from './schedulerConfig';
import { openTextEncoders, type TextEncoder } from './textEncoders';
import { hasVae, openVaeEncoder, type VaeEncoder } from './vaeEncoder';

/** A model in diffusers layout, its configuration read and checked; the weights are not loaded. */
export interface ModelFolder {
  /** Absolute path. */
  folder: string;
  id: string;
  /** Changes whenever a file of the model does. */
  revision: string;
  /** What a host reads of it but for classifier.json, relative to `folder`; some may not exist. */
  files: readonly string[];
  scheduler: SchedulerConfig;
  classifier: ClassifierConfig;
  /** Absolute path of the denoiser's ONNX file, in unet/ or transformer/. */
  denoiserFile: string;
  /** What the model can be asked: the labels it was trained with, or any text. */
  vocabulary: 'closed' | 'open';
  /** Of a model that works on latents; others work on pixels. */
  vae: VaeEncoder | undefined;
  /** None with a closed vocabulary, two for SDXL, else one. */
  textEncoders: readonly TextEncoder[];
}

interface Parts {
  textEncoders: 0 | 1 | 2;
  /** Of latents, where the configuration has none. Undefined: it works on pixels. */
  scalingFactor: number | undefined;
}

const families: Readonly<Record<Family, Parts>> = {
  'stable-diffusion': { textEncoders: 1, scalingFactor: 0.18215 },
  'stable-diffusion-xl': { textEncoders: 2, scalingFactor: 0.13025 },
  'text-on-pixels': { textEncoders: 1, scalingFactor: undefined },
  'class-conditional': { textEncoders: 0, scalingFactor: 0.18215 },
};

/** Whether the files of a model are still those that it was opened with. */
export async function isUnchanged({
  folder,
  files,
  revision,
}: Pick<ModelFolder, 'folder' | 'files' | 'revision'>): Promise<boolean> {
  return (await revisionOf(folder, [classifierName, ...files])) === revision;
}

/** The autoencoder of a model; one that is class-conditional has one or has none. */
async function findVae(
  folder: string,
  family: Family,
): Promise<{ vae: VaeEncoder | undefined; files: string[] }> {
  const { scalingFactor } = families[family];
  const isOnPixels = family === 'class-conditional' && !(await hasVae(folder));
  if (scalingFactor === undefined || isOnPixels) return { vae: undefined, files: [] };
  return await openVaeEncoder(folder, scalingFactor);
}

/**
 * Reads and checks the configuration of the model in `folder`.
 *
 * @throws Failure `model-not-found` where there is no such folder; `model-invalid` naming the file
 *   and the field that is missing or not as expected.
 */
export async function openModelFolder(folder: string): Promise<ModelFolder> {
  const absolute = path.resolve(folder);
  if (!(await isFolder(absolute))) {
    throw new Failure('model-not-found', `There is no model folder ${absolute}.`, {
      model: absolute,
    });
  }
  const index = await readModelIndex(absolute);
  const { family } = index;
  const scheduler = await readScheduler(absolute);
  const denoiser = await findDenoiser(absolute);
  const { vae, files: vaeFiles } = await findVae(absolute, family);
  const { textEncoders, files: textFiles } = await openTextEncoders(
    absolute,
    families[family].textEncoders,
  );
  checkComponents(absolute, { family, denoiser, vae, textEncoders });
  const timesteps = scheduler.num_train_timesteps;
  const classifier = await readClassifier(absolute, { index, denoiser, vae, timesteps });
  const files = [indexName, schedulerName, ...denoiser.files, ...vaeFiles, ...textFiles];
  return {
    folder: absolute,
    id: classifier.id,
    revision: await revisionOf(absolute, [classifierName, ...files]),
    files,
    scheduler,
    classifier,
    denoiserFile: path.join(absolute, denoiser.file),
    vocabulary: textEncoders.length > 0 ? 'open' : 'closed',
    vae,
    textEncoders,
  };
}

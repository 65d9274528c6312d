import { type ClassifierConfig, classifierConfigSchema, largestImage } from './classifierConfig';
import { defaultClassifier, labelsOf } from './defaultClassifier';
import type { FoundDenoiser } from './denoiser';
import type { Family, ModelIndex } from './modelIndex';
import { modelInvalid } from './modelInvalid';
import { modelName } from './modelName';
import { readJson } from './readJson';
import type { VaeEncoder } from './vaeEncoder';

export const classifierName = 'classifier.json';

/** What a classifier.json is completed from and checked against. */
export interface Surroundings {
  index: ModelIndex;
  denoiser: FoundDenoiser;
  vae: VaeEncoder | undefined;
  /** T of the noise schedule. */
  timesteps: number;
}

/** Sides of the latent that pipelines of Stable Diffusion take where the denoiser does not say. */
const usualSide: Readonly<Partial<Record<Family, number>>> = {
  'stable-diffusion': 64,
  'stable-diffusion-xl': 128,
};

function defaultSize(folder: string, { index, denoiser, vae }: Surroundings): number {
  const side = denoiser.config.sampleSize ?? usualSide[index.family];
  if (side === undefined) {
    throw modelInvalid(
      folder,
      classifierName,
      `is missing, and the size of images is not known without: expected "sample_size" in ${denoiser.configName}`,
    );
  }
  const size = side * (vae?.downscale ?? 1);
  if (size > largestImage) {
    throw modelInvalid(
      folder,
      denoiser.configName,
      `field sample_size: makes images of ${size} pixels a side: expected at most ${largestImage}. A classifier.json can name a smaller size`,
    );
  }
  return size;
}

/** The labels that diffusers knows a class-conditional model by; undefined where it reads text. */
function knownLabels(folder: string, { index, denoiser }: Surroundings, problem: string) {
  if (index.family !== 'class-conditional') return undefined;
  const id2label = index.id2label ?? denoiser.id2label;
  if (id2label) return labelsOf(id2label);
  throw modelInvalid(
    folder,
    classifierName,
    `${problem}: expected "labels", one for each class, or "id2label" in model_index.json (docs/models.md)`,
  );
}

function check(folder: string, classifier: ClassifierConfig, surroundings: Surroundings): void {
  const { denoiser, vae, timesteps } = surroundings;
  const fail = (problem: string) => modelInvalid(folder, classifierName, problem);
  if (classifier.band[1] > timesteps) {
    throw fail(
      `field band: expected an end of at most ${timesteps}, the scheduler's num_train_timesteps, but found ${classifier.band[1]}`,
    );
  }
  const { size } = classifier.image;
  const downscale = vae?.downscale ?? 1;
  if (size % downscale !== 0) {
    throw fail(
      `field image.size: expected a multiple of ${downscale}, the pixels to one of the latent, but found ${size}`,
    );
  }
  const { sampleSize: side, classes } = denoiser.config;
  // Its patches have places, which are part of the graph.
  if (denoiser.component === 'transformer' && side && size !== side * downscale) {
    throw fail(
      `field image.size: expected ${side * downscale}, which the transformer was made for, but found ${size}`,
    );
  }
  const { length } = classifier.labels;
  const isClosed = surroundings.index.family === 'class-conditional';
  if (isClosed && classifier.captions) {
    throw fail('field captions: a class-conditional model reads no text: leave it out');
  }
  if (isClosed && classes && length > classes) {
    throw fail(`has ${length} labels, but ${denoiser.configName} says ${classes} classes`);
  }
  const { unconditional } = classifier;
  if (unconditional === undefined) return;
  if (!isClosed) {
    throw fail(
      'field unconditional: a model that reads text has no classes, and knows no label by the empty prompt: leave it out',
    );
  }
  // The row after the classes is the null class of those that do not count it among them, as DiT.
  if (unconditional < length || (classes && unconditional > classes)) {
    throw fail(
      `field unconditional: expected a class index after those of the labels, from ${length}${classes ? ` to ${classes}` : ''}, but found ${unconditional}`,
    );
  }
}

/**
 * The classifier.json of a folder; what it lacks, or all of it, is taken from diffusers' own files.
 *
 * @throws Failure `model-invalid`.
 */
export async function readClassifier(
  folder: string,
  surroundings: Surroundings,
): Promise<ClassifierConfig> {
  let classifier = await readJson(folder, classifierName, classifierConfigSchema);
  if (!classifier) {
    const labels = knownLabels(folder, surroundings, 'is missing, and the labels are not known');
    classifier = defaultClassifier({
      name: modelName(folder),
      size: defaultSize(folder, surroundings),
      preprocessing: surroundings.denoiser.component === 'transformer' ? 'adm' : 'product',
      timesteps: surroundings.timesteps,
      labels,
    });
  } else if (classifier.labels.length === 0) {
    const labels = knownLabels(folder, surroundings, 'has no labels');
    classifier = { ...classifier, labels: labels ?? [] };
  }
  check(folder, classifier, surroundings);
  return classifier;
}

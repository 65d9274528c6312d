import { stat } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { imageSize } from './classifierConfig';
import { id2labelSchema } from './modelIndex';
import { modelInvalid } from './modelInvalid';
import { nullable } from './nullable';
import { checkOnnxFile } from './onnxFile';
import { readJson } from './readJson';

/**
 * What the configuration beside a graph promises of it: undefined where it does not say. Types and
 * shapes are the graph's own to tell; where the two differ, the folder's files do not belong together.
 */
interface DenoiserConfig {
  /** `in_channels`: of the latent, or of the image in pixel space. */
  channels: number | undefined;
  /** `sample_size`: side of the latent (or image) that it was trained on. */
  sampleSize: number | undefined;
  /** `cross_attention_dim`: last axis of `encoder_hidden_states`. */
  crossAttentionDim: number | undefined;
  /** `num_class_embeds` or `num_embeds_ada_norm`: classes, without DiT's null class. */
  classes: number | undefined;
  /** `projection_class_embeddings_input_dim` of SDXL: pooled embedding and embedded time ids. */
  addedEmbeddingDim: number | undefined;
  /** `addition_time_embed_dim` of SDXL: numbers that each of the six time ids becomes. */
  timeIdDim: number | undefined;
}

/** A denoiser as it lies in the folder of its model; paths are relative to that. */
export interface FoundDenoiser {
  component: 'unet' | 'transformer';
  /** Its ONNX file. */
  file: string;
  configName: string;
  config: DenoiserConfig;
  id2label: Readonly<Record<string, string>> | undefined;
  /** Everything that it is read from. */
  files: readonly string[];
}

const width = z.int().min(1).max(1_000_000);

const denoiserConfigSchema = z.object({
  _diffusers_version: nullable(z.string()),
  in_channels: nullable(width),
  sample_size: nullable(z.union([imageSize, z.array(imageSize).min(1).max(2)])),
  cross_attention_dim: nullable(z.union([width, z.array(width).min(1)])),
  num_class_embeds: nullable(width),
  num_embeds_ada_norm: nullable(width),
  projection_class_embeddings_input_dim: nullable(width),
  addition_time_embed_dim: nullable(width),
  time_cond_proj_dim: nullable(width),
  id2label: id2labelSchema,
});

type WrittenConfig = Partial<z.infer<typeof denoiserConfigSchema>>;

function isThere(folder: string, file: string): Promise<boolean> {
  return stat(path.join(folder, file)).then(
    () => true,
    () => false,
  );
}

/** A number, or the one that a list has throughout. */
function uniform(value: number | readonly number[] | undefined): number | undefined {
  if (value === undefined || typeof value === 'number') return value;
  return value.every((item) => item === value[0]) ? value[0] : undefined;
}

/** The first Stable Diffusion 1 was published with 32 in place of 64; diffusers mends it, too. */
function sampleSize({ sample_size, _diffusers_version: version = '' }: WrittenConfig) {
  const side = uniform(sample_size);
  const isOfTheFirst = /^0\.[0-8]\./.test(version) && side !== undefined && side < 64;
  return isOfTheFirst ? 64 : side;
}

/**
 * Finds the denoiser of a model in `unet/` or `transformer/`. Exporters before Optimum wrote no
 * configuration beside it.
 *
 * @throws Failure `model-invalid`.
 */
export async function findDenoiser(folder: string): Promise<FoundDenoiser> {
  const place = (component: string) => path.join(component, 'model.onnx');
  const isTransformer =
    (await isThere(folder, place('transformer'))) && !(await isThere(folder, place('unet')));
  const component = isTransformer ? 'transformer' : 'unet';
  const file = place(component);
  const configName = path.join(component, 'config.json');
  const written: WrittenConfig = (await readJson(folder, configName, denoiserConfigSchema)) ?? {};
  if (written.time_cond_proj_dim) {
    throw modelInvalid(
      folder,
      configName,
      'field time_cond_proj_dim: a denoiser that is told the guidance is a distilled one, and those classify badly: use the model that this one was distilled from',
    );
  }
  const files = await checkOnnxFile(folder, file, 'denoiser');
  return {
    component,
    file,
    configName,
    config: {
      channels: written.in_channels,
      sampleSize: sampleSize(written),
      crossAttentionDim: uniform(written.cross_attention_dim),
      classes:
        written.num_class_embeds ?? (isTransformer ? written.num_embeds_ada_norm : undefined),
      addedEmbeddingDim: written.projection_class_embeddings_input_dim,
      timeIdDim: written.addition_time_embed_dim,
    },
    id2label: written.id2label,
    files: [...files, configName],
  };
}

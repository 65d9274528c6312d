import path from 'node:path';
import * as z from 'zod';
import { isFolder } from './isFolder';
import { modelInvalid } from './modelInvalid';
import { nullable } from './nullable';
import { checkOnnxFile } from './onnxFile';
import { readJson } from './readJson';

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

const onnxName = path.join('vae_encoder', 'model.onnx');

/** Where exporters leave the configuration of the autoencoder, of which each half is a graph. */
const configNames = ['vae_encoder', 'vae', 'vae_decoder'].map((name) =>
  path.join(name, 'config.json'),
);

const vaeConfigSchema = z.object({
  _class_name: nullable(z.string()),
  scaling_factor: nullable(z.number().positive().max(1e6)),
  shift_factor: nullable(z.number().min(-1e6).max(1e6)),
  latent_channels: nullable(z.int().min(1).max(1_024)),
  block_out_channels: nullable(z.array(z.int().min(1).max(1_000_000)).min(1).max(10)),
  latents_mean: nullable(z.array(z.number())),
});

type VaeConfig = z.infer<typeof vaeConfigSchema>;

async function readConfig(folder: string): Promise<{ name: string; config: Partial<VaeConfig> }> {
  for (const name of configNames) {
    const config = await readJson(folder, name, vaeConfigSchema);
    if (config) return { name, config };
  }
  return { name: configNames[0]!, config: {} };
}

/** Why an autoencoder cannot be used; undefined where it can. */
function objection({ _class_name: name = 'AutoencoderKL', latents_mean }: Partial<VaeConfig>) {
  if (name !== 'AutoencoderKL') return `is of class ${name}: expected AutoencoderKL`;
  if (latents_mean) {
    return 'field latents_mean: latents with a mean and deviation for each channel are not supported';
  }
  return undefined;
}

/** Whether a model has an autoencoder, or some of one. */
export async function hasVae(folder: string): Promise<boolean> {
  const halves = ['vae_encoder', 'vae_decoder', 'vae'].map((name) => path.join(folder, name));
  return (await Promise.all(halves.map(isFolder))).includes(true);
}

/**
 * The encoder in `vae_encoder/`. What its configuration does not say is as in Stable Diffusion:
 * latents of 4 channels and an eighth of the side.
 *
 * @param scalingFactor where the configuration has none.
 * @returns it and the files, relative to `folder`, that it is read from.
 * @throws Failure `model-invalid`.
 */
export async function openVaeEncoder(
  folder: string,
  scalingFactor: number,
): Promise<{ vae: VaeEncoder; files: string[] }> {
  const files = await checkOnnxFile(folder, onnxName, 'encoder of the autoencoder');
  const { name, config } = await readConfig(folder);
  const problem = objection(config);
  if (problem) throw modelInvalid(folder, name, problem);
  return {
    vae: {
      file: path.join(folder, onnxName),
      scalingFactor: config.scaling_factor ?? scalingFactor,
      shiftFactor: config.shift_factor ?? 0,
      channels: config.latent_channels ?? 4,
      downscale: 2 ** ((config.block_out_channels?.length ?? 4) - 1),
    },
    files: [...files, ...configNames],
  };
}

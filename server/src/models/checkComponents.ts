import path from 'node:path';
import type { FoundDenoiser } from './denoiser';
import type { Family } from './modelIndex';
import { modelInvalid } from './modelInvalid';
import type { TextEncoder } from './textEncoders';
import type { VaeEncoder } from './vaeEncoder';

/** Size and place of the image, as SDXL is told them: height and width, top and left, again a size. */
const timeIds = 6;

export interface Components {
  family: Family;
  denoiser: FoundDenoiser;
  vae: VaeEncoder | undefined;
  textEncoders: readonly TextEncoder[];
}

function sum(numbers: readonly (number | undefined)[]): number | undefined {
  return numbers.reduce((total, number) =>
    total === undefined || number === undefined ? undefined : total + number,
  );
}

function channelProblem({ denoiser, vae }: Components): string | undefined {
  const { channels } = denoiser.config;
  const expected = vae?.channels ?? 3;
  if (channels === undefined || channels === expected) return undefined;
  const isOfLatent = vae ? 'a latent' : 'an image';
  const hint =
    vae && channels > expected
      ? '. A model that is given more, such as a mask to fill or a smaller image, cannot classify'
      : '';
  return `field in_channels: expected ${expected}, the channels of ${isOfLatent}, but found ${channels}${hint}`;
}

function textProblem({ denoiser, textEncoders }: Components): string | undefined {
  const expected = sum(textEncoders.map(({ hiddenSize }) => hiddenSize));
  const { crossAttentionDim: found } = denoiser.config;
  if (expected === undefined || found === undefined || found === expected) return undefined;
  const names = textEncoders.map(({ file }) => path.basename(path.dirname(file)));
  return `field cross_attention_dim: expected ${expected}, the hidden_size of ${names.join(' and ')}, but found ${found}`;
}

function pooledProblem({ family, denoiser, textEncoders }: Components): string | undefined {
  if (family !== 'stable-diffusion-xl') return undefined;
  const { addedEmbeddingDim: found, timeIdDim } = denoiser.config;
  const pooled = textEncoders.at(-1)?.projectionDim;
  if (found === undefined || timeIdDim === undefined || pooled === undefined) return undefined;
  const expected = pooled + timeIds * timeIdDim;
  if (found === expected) return undefined;
  return `field projection_class_embeddings_input_dim: expected ${expected}, projection_dim of text_encoder_2 and ${timeIds} times addition_time_embed_dim, but found ${found}. The refiner of SDXL cannot classify: use the base model`;
}

/**
 * Sees that the parts of a model fit each other, as far as their configurations say.
 *
 * @throws Failure `model-invalid` naming the denoiser's configuration and its field.
 */
export function checkComponents(folder: string, components: Components): void {
  const problem =
    channelProblem(components) ??
    (components.textEncoders.length > 0
      ? (textProblem(components) ?? pooledProblem(components))
      : undefined);
  if (problem) throw modelInvalid(folder, components.denoiser.configName, problem);
}

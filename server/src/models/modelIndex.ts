import * as z from 'zod';
import { longestName } from './classifierConfig';
import { modelInvalid } from './modelInvalid';
import { nullable } from './nullable';
import { readRequiredJson } from './readJson';
import { hasVae } from './vaeEncoder';

export const indexName = 'model_index.json';

/** Class index to label, several names separated by commas, as in diffusers' `DiTPipeline`. */
export const id2labelSchema = nullable(
  z
    .record(
      z.string().regex(/^\d+$/),
      z
        .string()
        .max(longestName)
        .regex(/[^\s,]/, 'expected a name'),
    )
    .refine((labels) => '0' in labels, 'expected labels by class index, from "0" on'),
);

const modelIndexSchema = z.looseObject({
  _class_name: nullable(z.string()),
  id2label: id2labelSchema,
});

/** What a model is given beside a noised image and a timestep. */
export type Family =
  | 'stable-diffusion'
  | 'stable-diffusion-xl'
  | 'text-on-pixels'
  | 'class-conditional';

export interface ModelIndex {
  family: Family;
  id2label: Readonly<Record<string, string>> | undefined;
}

/**
 * Pipelines of diffusers, Optimum (ORT...) and older exporters (Onnx..., ...OnnxPipeline). Those
 * that start from an image have the same components.
 */
const stableDiffusion =
  /^(?:ORT|Onnx)?StableDiffusion(XL)?(?:Img2Img|Inpaint)?(?:Onnx)?Pipeline(?:Legacy)?$/;

const supported =
  'expected StableDiffusionPipeline (1.x or 2.x), StableDiffusionXLPipeline, DiTPipeline, another class-conditional pipeline, or one on pixels with a text encoder of CLIP';

/** Components of a pipeline that works on pixels and reads text. */
const textOnPixels = ['scheduler', 'unet', 'transformer', 'text_encoder', 'tokenizer'];

/** Class of each component by its name; null and [null, null] stand for none. */
function componentsOf(index: Readonly<Record<string, unknown>>): Map<string, string> {
  return new Map(
    Object.entries(index).flatMap(([name, component]) =>
      Array.isArray(component) && component[0] !== null ? [[name, String(component[1])]] : [],
    ),
  );
}

/** Whether CLIP's text encoder is all there is beside the denoiser: no second one, no autoencoder. */
async function isTextOnPixels(
  folder: string,
  components: ReadonlyMap<string, string>,
): Promise<boolean> {
  return (
    /^CLIPTextModel/.test(components.get('text_encoder') ?? '') &&
    [...components.keys()].every((name) => textOnPixels.includes(name)) &&
    !(await hasVae(folder))
  );
}

/**
 * Reads what kind of pipeline a folder holds. Of a pipeline of unknown name the components decide:
 * one that reads no text is taken for a class-conditional one.
 *
 * @throws Failure `model-invalid`, for a pipeline that is not supported, too.
 */
export async function readModelIndex(folder: string): Promise<ModelIndex> {
  const index = await readRequiredJson(folder, indexName, modelIndexSchema);
  const { _class_name: name = '', id2label } = index;
  const [known, large] = stableDiffusion.exec(name) ?? [];
  if (known !== undefined) {
    return { family: large ? 'stable-diffusion-xl' : 'stable-diffusion', id2label };
  }
  const components = componentsOf(index);
  if (![...components.keys()].some((component) => component.startsWith('text_encoder'))) {
    return { family: 'class-conditional', id2label };
  }
  if (!(await isTextOnPixels(folder, components))) {
    throw modelInvalid(
      folder,
      indexName,
      `is of ${name || 'a pipeline without name'}: ${supported}`,
    );
  }
  return { family: 'text-on-pixels', id2label };
}

import * as z from 'zod';
import { longestName } from './classifierConfig';
import { modelInvalid } from './modelInvalid';
import { nullable } from './nullable';
import { readRequiredJson } from './readJson';

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
export type Family = 'stable-diffusion' | 'stable-diffusion-xl' | 'class-conditional';

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
  'expected StableDiffusionPipeline (1.x or 2.x), StableDiffusionXLPipeline, DiTPipeline or another class-conditional pipeline';

/** Components that read text have such names; null and [null, null] stand for none. */
function readsText(index: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(index).some(
    ([name, component]) =>
      name.startsWith('text_encoder') && Array.isArray(component) && component[0] !== null,
  );
}

/**
 * Reads what kind of pipeline a folder holds. A pipeline of unknown name that reads no text is taken
 * for a class-conditional one: what its components are decides then.
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
  if (readsText(index)) {
    throw modelInvalid(
      folder,
      indexName,
      `is of ${name || 'a pipeline without name'}: ${supported}`,
    );
  }
  return { family: 'class-conditional', id2label };
}

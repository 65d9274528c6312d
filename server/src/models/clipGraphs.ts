import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { modelInvalid } from './modelInvalid';
import { checkOnnxFile } from './onnxFile';

/** The ONNX files of a dual encoder: absolute paths, one and the same where both are in one graph. */
export interface ClipGraphs {
  image: string;
  text: string;
}

/** Where exports lie: Transformers.js has a folder for them, Optimum has none. */
const places = ['onnx', ''];

/** Endings of the names of the same graphs in other precisions, the most precise first. */
const precisions = ['', '_fp16', '_quantized', '_int8', '_uint8', '_q4', '_q4f16', '_bnb4'];

function isThere(folder: string, file: string): Promise<boolean> {
  return stat(path.join(folder, file)).then(
    () => true,
    () => false,
  );
}

async function missing(folder: string): Promise<never> {
  const names = await readdir(folder).catch(() => []);
  const isPyTorch = names.some((name) => /\.(safetensors|bin)$/.test(name));
  const hint = isPyTorch
    ? '. There are weights for PyTorch: take a repository that has them in ONNX (docs/shortlist.md)'
    : '';
  throw modelInvalid(
    folder,
    path.join('onnx', 'vision_model.onnx'),
    `is missing: expected CLIP's image encoder with onnx/text_model.onnx beside it, or both as onnx/model.onnx${hint}`,
  );
}

/**
 * Finds `vision_model.onnx` and `text_model.onnx`, or both encoders as `model.onnx`, in the most
 * precise variant that there is.
 *
 * @returns them, and all files, relative to `folder`, that they are read from.
 * @throws Failure `model-invalid`.
 */
export async function findClipGraphs(
  folder: string,
): Promise<{ graphs: ClipGraphs; files: string[] }> {
  for (const precision of precisions) {
    for (const place of places) {
      const [image, text, both] = ['vision_model', 'text_model', 'model'].map((name) =>
        path.join(place, `${name}${precision}.onnx`),
      ) as [string, string, string];
      if ((await isThere(folder, image)) || (await isThere(folder, text))) {
        const ofImage = await checkOnnxFile(folder, image, 'image encoder of CLIP');
        const ofText = await checkOnnxFile(folder, text, 'text encoder of CLIP');
        return {
          graphs: { image: path.join(folder, image), text: path.join(folder, text) },
          files: [...ofImage, ...ofText],
        };
      }
      if (await isThere(folder, both)) {
        const files = await checkOnnxFile(folder, both, 'two encoders of CLIP');
        const file = path.join(folder, both);
        return { graphs: { image: file, text: file }, files };
      }
    }
  }
  return await missing(folder);
}

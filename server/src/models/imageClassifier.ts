import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../failure';
import type { ClassifierConfig } from './classifierConfig';
import { readClassifierPixels } from './classifierPreprocessor';
import { readClassNames } from './classNames';
import { modelInvalid } from './modelInvalid';
import { modelName } from './modelName';
import { checkOnnxFile } from './onnxFile';
import { type PixelSettings, preprocessorName } from './preprocessorConfig';
import { revisionOf } from './revision';

/** Which files an image classifier is made of. Absolute paths. */
export interface ClassifierPlace {
  /** An ONNX file, or a folder with one in it. */
  model: string;
  /** A file of one class a line. Default: labels.txt, or `id2label` of config.json. */
  classNames?: string | undefined;
  /** Default: preprocessor_config.json. */
  preprocessor?: string | undefined;
}

/** A supervised classifier in ONNX, from an image to a number for each class; not loaded. */
export interface ImageClassifierFolder {
  kind: 'classifier';
  /** Absolute path. */
  folder: string;
  id: string;
  /** Changes whenever a file of the model does. */
  revision: string;
  place: ClassifierPlace;
  /** Absolute path of the ONNX file. */
  file: string;
  pixels: PixelSettings;
  /** Its classes, in order of index, as those of a class-conditional model. */
  classifier: Pick<ClassifierConfig, 'labels'>;
}

/** Exports of Transformers.js have a folder for graphs. */
const graphFolder = 'onnx';

const usualName = 'model.onnx';

/** @returns relative to `folder`. */
async function graphIn(folder: string): Promise<string> {
  const found: string[] = [];
  for (const place of [graphFolder, '']) {
    const names = await readdir(path.join(folder, place)).catch((): string[] => []);
    if (names.includes(usualName)) return path.join(place, usualName);
    found.push(
      ...names.filter((name) => name.endsWith('.onnx')).map((name) => path.join(place, name)),
    );
  }
  const [only, other] = found.sort();
  if (only !== undefined && other === undefined) return only;
  throw modelInvalid(
    folder,
    usualName,
    other === undefined
      ? 'is missing: expected an image classifier as an ONNX file (docs/comparisons.md)'
      : `is missing, and there are ${found.join(', ')}: name one of them in place of the folder`,
  );
}

/** The folder of an ONNX file's configuration. */
function folderOf(file: string): string {
  const beside = path.dirname(file);
  return path.basename(beside) === graphFolder ? path.dirname(beside) : beside;
}

function idOf(folder: string, graph: string): string {
  const name = path.basename(graph, '.onnx');
  return `${name}.onnx` === usualName ? modelName(folder) : name;
}

/**
 * Reads and checks what belongs to an image classifier.
 *
 * @throws Failure `model-not-found` where there is nothing; `model-invalid` naming the file and what
 *   was expected of it.
 */
export async function openImageClassifier(place: ClassifierPlace): Promise<ImageClassifierFolder> {
  const { model, classNames, preprocessor } = place;
  const found = await stat(model).catch(() => undefined);
  if (!found) {
    throw new Failure('model-not-found', `There is no image classifier ${model}.`, { model });
  }
  const folder = found.isDirectory() ? model : folderOf(model);
  const graph = found.isDirectory() ? await graphIn(folder) : path.relative(folder, model);
  const files = await checkOnnxFile(folder, graph, 'image classifier');
  const pixels = await readClassifierPixels(folder, preprocessor);
  const { labels, file: names } = await readClassNames(folder, classNames);
  const others = [preprocessor ?? path.join(folder, preprocessorName), names];
  const revision = await revisionOf(folder, [
    ...files,
    ...others.map((file) => path.relative(folder, file)),
  ]);
  return {
    kind: 'classifier',
    folder,
    id: idOf(folder, graph),
    revision: `${[graph, ...others].join(' ')} ${revision}`,
    place,
    file: path.join(folder, graph),
    pixels,
    classifier: { labels },
  };
}

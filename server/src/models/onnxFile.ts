import type { Stats } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { absenceHint } from './absenceHint';
import { externalDataNames } from './externalData';
import { modelInvalid } from './modelInvalid';

/** Protobuf ends here; larger models keep their weights in files beside. */
const maxBytes = 2 ** 31;

/** Files up to this size are searched for the names of others: SDXL's graph alone has 7 MB. */
const searchedBytes = 32_000_000;

/** Where exporters put weights: for graphs that are not searched, as they hold weights themselves. */
const usualWeightNames = ['model.onnx_data', 'model.onnx.data', 'weights.pb'];

/** What git leaves in place of a large file where `git lfs` is not installed. */
const lfsPointer = 'version https://git-lfs.github.com/spec/v1';
const pointerBytes = 1_000;

/** @throws Failure `model-invalid` for a pointer of Git LFS. */
async function readNoPointer(folder: string, file: string): Promise<Buffer> {
  const content = await readFile(path.join(folder, file)).catch((error: Error) => {
    throw modelInvalid(folder, file, `cannot be read (${error.message})`);
  });
  if (content.toString('latin1', 0, lfsPointer.length) === lfsPointer) {
    throw modelInvalid(
      folder,
      file,
      'is a pointer of Git LFS, not the file itself: run "git lfs pull" in the folder',
    );
  }
  return content;
}

/** @throws Failure `model-invalid` where there is no file of the kind that ONNX Runtime reads. */
async function statFile(folder: string, file: string, expected: string): Promise<Stats> {
  const found = await stat(path.join(folder, file)).catch(async (error: NodeJS.ErrnoException) => {
    const isMissing = error.code === 'ENOENT' || error.code === 'ENOTDIR';
    const problem = isMissing ? 'is missing' : `cannot be read (${error.message})`;
    const hint = isMissing ? await absenceHint(folder, file) : '';
    throw modelInvalid(folder, file, `${problem}: ${expected}${hint}`);
  });
  // A pipe or a device would be read for ever.
  if (!found.isFile()) throw modelInvalid(folder, file, `is no regular file: ${expected}`);
  return found;
}

/** Weight files by place, size and time of change of their graph: it is searched once, not each time. */
const known = new Map<string, string[]>();
const mostKnown = 1_000;

async function weightFiles(folder: string, file: string, found: Stats): Promise<string[]> {
  const key = `${path.join(folder, file)} ${found.size} ${found.mtimeMs}`;
  const names = known.get(key) ?? externalDataNames(await readNoPointer(folder, file));
  if (known.size >= mostKnown) known.clear();
  known.set(key, names);
  return names;
}

/**
 * Sees that there is a file that ONNX Runtime can be given: no pipe or device, not too long, and
 * the weights beside it that it names.
 *
 * @param file relative to `folder`.
 * @param what of the model it is, for the message.
 * @returns it and the files that its weights may be in, relative to `folder`.
 * @throws Failure `model-invalid`.
 */
export async function checkOnnxFile(folder: string, file: string, what: string): Promise<string[]> {
  const found = await statFile(folder, file, `expected the ${what} as an ONNX file`);
  if (found.size === 0 || found.size > maxBytes) {
    throw modelInvalid(
      folder,
      file,
      `has ${found.size} bytes: expected 1 to ${maxBytes}, the most that ONNX takes without external data`,
    );
  }
  const beside = (name: string) => path.join(path.dirname(file), name);
  if (found.size > searchedBytes) return [file, ...usualWeightNames.map(beside)];
  const weights = (await weightFiles(folder, file, found)).map(beside);
  for (const name of weights) {
    const { size } = await statFile(folder, name, `expected the weights that ${file} keeps there`);
    if (size < pointerBytes) await readNoPointer(folder, name);
  }
  return [file, ...weights];
}

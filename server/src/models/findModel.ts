import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from '../failure';
import { packageRoot } from '../packageRoot';
import { type ModelFolder, openModelFolder } from './modelFolder';

const bundledDefault = 'everyday-32';

/** Ids of the models that come with the package: the folders under `models/` with an index. */
async function bundledIds(): Promise<string[]> {
  const models = path.join(packageRoot(), 'models');
  const names = await readdir(models);
  return names.filter((name) => existsSync(path.join(models, name, 'model_index.json')));
}

function pathOf(uri: string): string | undefined {
  try {
    return fileURLToPath(uri);
  } catch {
    return undefined; // a host that is not this machine, or no absolute path
  }
}

/**
 * The model that `idOrFolder` names: the id of a bundled model, or the path or `file:` URI of a
 * folder. Without it, the bundled default.
 *
 * @throws Failure `model-not-found` with the ids there are; `model-invalid`.
 */
export async function findModel(idOrFolder: string = bundledDefault): Promise<ModelFolder> {
  const ids = await bundledIds();
  if (ids.includes(idOrFolder)) {
    return await openModelFolder(path.join(packageRoot(), 'models', idOrFolder));
  }
  const folder = idOrFolder.startsWith('file:') ? pathOf(idOrFolder) : idOrFolder;
  if (folder === undefined || !existsSync(folder)) {
    throw new Failure(
      'model-not-found',
      `There is no model ${idOrFolder}: expected the folder of a model, or one of ${ids.join(', ')}.`,
      { model: idOrFolder, known: ids.join(', ') },
    );
  }
  return await openModelFolder(folder);
}

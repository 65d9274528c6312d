import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from '../failure';
import { packageRoot } from '../packageRoot';
import { type ModelFolder, openModelFolder } from './modelFolder';
import { indexName } from './modelIndex';
import { modelsFolder } from './modelsFolder';

const bundledDefault = 'everyday-32';

/** Ids of the models in a folder: the names of those of its folders that have an index. */
async function idsIn(models: string): Promise<string[]> {
  const names = await readdir(models).catch(() => []);
  return names.filter((name) => existsSync(path.join(models, name, indexName)));
}

/** The repository that a model was downloaded from, as the download has noted it (hub/record.ts). */
async function repositoryOf(folder: string): Promise<unknown> {
  const record = path.join(folder, '.download', 'record.json');
  try {
    return JSON.parse(await readFile(record, 'utf8')).repository;
  } catch {
    return undefined;
  }
}

/** @returns undefined for the URI of no file on this machine. */
export function pathOf(uri: string): string | undefined {
  try {
    return fileURLToPath(uri);
  } catch {
    return undefined; // a host that is not this machine, or no absolute path
  }
}

/**
 * The model that `idOrFolder` names: the id of a bundled or a downloaded model (or `owner/name` of
 * one), or the path or `file:` URI of a folder. Without it, the bundled default.
 *
 * @throws Failure `model-not-found` with the ids there are; `model-invalid`.
 */
export async function findModel(idOrFolder: string = bundledDefault): Promise<ModelFolder> {
  const known = new Set<string>();
  for (const models of [path.join(packageRoot(), 'models'), modelsFolder()]) {
    const ids = await idsIn(models);
    if (ids.includes(idOrFolder)) return await openModelFolder(path.join(models, idOrFolder));
    for (const id of ids) {
      const folder = path.join(models, id);
      if ((await repositoryOf(folder)) === idOrFolder) return await openModelFolder(folder);
      known.add(id);
    }
  }
  const folder = idOrFolder.startsWith('file:') ? pathOf(idOrFolder) : idOrFolder;
  if (folder === undefined || !existsSync(folder)) {
    const ids = [...known].join(', ');
    throw new Failure(
      'model-not-found',
      `There is no model ${idOrFolder}: expected the folder of a model, or one of ${ids}. "diffusion-classifier models list" shows which can be downloaded.`,
      { model: idOrFolder, known: ids },
    );
  }
  return await openModelFolder(folder);
}

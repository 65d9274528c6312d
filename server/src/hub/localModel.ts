import { Failure } from '../failure';
import { bundledModels, filesBelow } from './bundledModels';
import type { HubSettings } from './hubSettings';
import type { HubFile } from './listing';
import { sourceOf } from './modelSource';
import { isPresent } from './present';

/** A model that is on this machine, at least in part. */
export interface LocalModel {
  id: string;
  folder: string;
  isBundled: boolean;
  files: readonly HubFile[];
}

/**
 * @param model An id, or `owner/name`.
 * @throws Failure `model-not-found` for one that does not exist, or of which nothing is here.
 */
export async function localModel(settings: HubSettings, model: string): Promise<LocalModel> {
  const bundled = bundledModels().find(({ id }) => id === model);
  if (bundled) {
    const { id, folder } = bundled;
    return { id, folder, isBundled: true, files: await filesBelow(folder) };
  }
  const { id, folder, record } = await sourceOf(settings, model);
  if (!record) {
    throw new Failure(
      'model-not-found',
      `${model} is not on this machine: download it first ("models download ${model}").`,
      { model },
    );
  }
  return { id, folder, isBundled: false, files: record.files };
}

/**
 * Absolute path of the folder of a model that is here in whole.
 *
 * @throws Failure `model-not-found`.
 */
export async function modelPath(settings: HubSettings, model: string): Promise<string> {
  const { folder, files } = await localModel(settings, model);
  for (const file of files) {
    if (!(await isPresent(folder, file))) {
      throw new Failure(
        'model-not-found',
        `${model} is here only in part (${file.file} is missing): go on with "models download ${model}".`,
        { model, folder },
      );
    }
  }
  return folder;
}

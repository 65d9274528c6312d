import { existsSync } from 'node:fs';
import path from 'node:path';
import { Failure } from '../failure';
import { type ClipFolder, openClipFolder } from './clipFolder';
import { pathOf } from './findModel';
import { modelsFolder } from './modelsFolder';

/**
 * The CLIP model that `nameOrFolder` names: a folder's path or `file:` URI, or the name of a folder
 * among the downloaded models.
 *
 * @throws Failure `model-not-found`; `model-invalid` where it holds something else.
 */
export async function findClip(nameOrFolder: string): Promise<ClipFolder> {
  const given = nameOrFolder.startsWith('file:') ? pathOf(nameOrFolder) : nameOrFolder;
  const places = given === undefined ? [] : [path.resolve(modelsFolder(), given), given];
  const folder = places.find((place) => existsSync(place));
  if (folder !== undefined) return await openClipFolder(folder);
  throw new Failure(
    'model-not-found',
    `There is no CLIP model ${nameOrFolder}: expected a folder as published on the hub, such as a copy of Xenova/clip-vit-base-patch32 (docs/shortlist.md).`,
    { model: nameOrFolder },
  );
}

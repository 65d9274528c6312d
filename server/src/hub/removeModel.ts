import { lstat, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../failure';
import { diskFailure } from './diskFailure';
import { makeParents } from './folders';
import { type HubSettings, hubSettings } from './hubSettings';
import { localModel } from './localModel';
import { type Waiting, withLock } from './lock';
import { partSuffixes } from './partFile';
import { recordFolder } from './record';

/** Removes one name; what other names there are for the bytes stays, as do folders and links' targets. */
async function removeFile(file: string): Promise<number> {
  const found = await lstat(file).catch(() => undefined);
  if (!found || found.isDirectory()) return 0;
  await rm(file);
  return found.isFile() && found.nlink === 1 ? found.size : 0;
}

/** Whether `folder` and all folders between it and the file are folders and no links. */
async function isBelow(folder: string, file: string): Promise<boolean> {
  let parent = folder;
  for (const name of ['.', ...file.split('/').slice(0, -1)]) {
    parent = path.join(parent, name);
    const found = await lstat(parent).catch(() => undefined);
    if (!found?.isDirectory()) return false;
  }
  return true;
}

/**
 * Removes what was downloaded of a model and nothing else: what somebody has put into its folder
 * stays, what lies in the cache of Hugging Face stays, and no link is followed.
 *
 * @param waiting For a download of it that is going on.
 * @returns Bytes that the disk has got back.
 * @throws Failure `model-not-found`, `cancelled`; `options-invalid` for a model that comes with the
 *   package.
 */
export async function removeModel(
  model: string,
  settings: HubSettings = hubSettings(),
  waiting: Waiting = {},
): Promise<number> {
  const { folder, files, isBundled } = await localModel(settings, model);
  if (isBundled) {
    throw new Failure('options-invalid', `${model} comes with the package and stays.`, { model });
  }
  const own = path.join(folder, recordFolder);
  try {
    const lock = await makeParents(folder, `${recordFolder}/lock`);
    return await withLock(
      lock,
      async () => {
        let freed = 0;
        const parents = new Set<string>();
        for (const { file } of files) {
          if (!(await isBelow(folder, file))) continue;
          const absolute = path.join(folder, file);
          for (const suffix of ['', ...partSuffixes]) freed += await removeFile(absolute + suffix);
          parents.add(path.dirname(absolute));
        }
        await rm(own, { recursive: true });
        // A folder that still holds something is not ours to remove.
        for (const parent of [...parents, folder]) await rmdir(parent).catch(() => {});
        await rmdir(folder).catch(() => {});
        return freed;
      },
      waiting,
    );
  } catch (error) {
    throw diskFailure(error) ?? error;
  }
}

import type { Dirent } from 'node:fs';
import { opendir, stat } from 'node:fs/promises';
import path from 'node:path';
import { ignoreFileNames } from './ignoreRules';
import { partSize } from './merged';

/** What is in one folder. */
export interface FolderEntries {
  /**
   * Names of images, and those of folders with `/` at their ends, so that their order is the one of
   * the paths below; in parts, each sorted.
   */
  parts: string[][];
  ignoreFiles: ReadonlySet<string>;
}

const knownIgnoreFiles: ReadonlySet<string> = new Set(ignoreFileNames);

/** A link that leads nowhere is there, too: an image that is missing. */
async function isFolder(entry: Dirent, at: string): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  return await stat(path.join(at, entry.name)).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/**
 * Images, folders and ignore files of one folder, without waiting for all of its names at once.
 *
 * @param options `hidden`: whether names that begin with a dot count.
 * @throws errors of the file system.
 */
export async function readEntries(
  at: string,
  { hidden, isImageName }: { hidden: boolean; isImageName(name: string): boolean },
): Promise<FolderEntries> {
  const ignoreFiles = new Set<string>();
  const parts: string[][] = [];
  let waiting: Dirent[] = [];
  const settle = async (): Promise<void> => {
    const named = await Promise.all(
      waiting.map(async (entry) => {
        if (await isFolder(entry, at)) return [`${entry.name}/`];
        return isImageName(entry.name) && !isSpecial(entry) ? [entry.name] : [];
      }),
    );
    waiting = [];
    parts.push(named.flat().sort());
  };
  for await (const entry of await opendir(at, { bufferSize: 1_024 })) {
    if (knownIgnoreFiles.has(entry.name) && !entry.isDirectory()) ignoreFiles.add(entry.name);
    if (!hidden && entry.name.startsWith('.')) continue;
    waiting.push(entry);
    if (waiting.length === partSize) await settle();
  }
  await settle();
  return { parts, ignoreFiles };
}

/** To open a pipe would wait for ever. */
function isSpecial(entry: Dirent): boolean {
  return !entry.isFile() && !entry.isSymbolicLink();
}

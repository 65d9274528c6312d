import type { Dir } from 'node:fs';
import { opendir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { imageExtensions } from '../../../server/src/imageExtensions';

/** Parts of a data set, and no labels. */
const splits = new Set([
  'train',
  'training',
  'val',
  'valid',
  'validation',
  'dev',
  'test',
  'testing',
]);
/** How deep images may lie below the folder of their label. */
const deepest = 4;

/**
 * The labels that a folder's sub-folders are named after, in natural order: those with images in
 * them, or all where none has any yet. Where all of them are parts of a data set (`train`, `test`)
 * it is their sub-folders. What is hidden is left out.
 *
 * @throws NodeJS.ErrnoException when the folder cannot be read
 */
export async function labelsOfFolders(folder: string): Promise<string[]> {
  const names = await subfolders(folder);
  const areSplits = names.length > 0 && names.every((name) => splits.has(name.toLowerCase()));
  const parts = areSplits ? names.map((name) => path.join(folder, name)) : [folder];
  const found = await Promise.all(parts.map(labelsIn));
  return [...new Set(found.flat())].sort((a, b) =>
    a.localeCompare(b, undefined, { numeric: true, sensitivity: 'base' }),
  );
}

async function labelsIn(folder: string): Promise<string[]> {
  const names = await subfolders(folder);
  const withImages: string[] = [];
  for (const name of names) {
    if (await holdsImage(path.join(folder, name), deepest)) withImages.push(name);
  }
  return withImages.length > 0 ? withImages : names;
}

async function subfolders(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name);
}

/** Ends at the first image: a folder of a million is not listed. */
async function holdsImage(folder: string, levels: number): Promise<boolean> {
  const below: string[] = [];
  let entries: Dir;
  try {
    entries = await opendir(folder);
  } catch {
    return false;
  }
  for await (const entry of entries) {
    if (entry.name.startsWith('.')) continue;
    if (entry.isDirectory()) below.push(path.join(folder, entry.name));
    else if (hasImageName(entry.name)) return true;
  }
  if (levels === 0) return false;
  for (const each of below) if (await holdsImage(each, levels - 1)) return true;
  return false;
}

function hasImageName(name: string): boolean {
  const extension = path.extname(name).slice(1).toLowerCase();
  return (imageExtensions as readonly string[]).includes(extension);
}

import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../failure';
import { imageExtensions } from '../imageExtensions';
import { byName } from './byName';
import { isFolder } from './filesBelow';
import { hasImageName } from './hasImageName';

export interface LabelledFolder {
  /** Label by label, files of a label by name. */
  images: { file: string; label: string }[];
  /** Names of the sub-folders, sorted. */
  labels: string[];
}

async function read(folder: string, recursive: boolean): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true, recursive });
  } catch (error) {
    throw new Failure(
      'options-invalid',
      `${folder} cannot be read (${(error as NodeJS.ErrnoException).code}): expected a folder with one sub-folder of images for each label.`,
      { folder },
    );
  }
}

async function imagesBelow(folder: string): Promise<string[]> {
  const files = (await read(folder, true)).filter(
    (entry) => (entry.isFile() || entry.isSymbolicLink()) && hasImageName(entry.name),
  );
  return files.map(({ parentPath, name }) => path.join(parentPath, name)).sort(byName);
}

/**
 * Images with their labels, as torchvision's ImageFolder has them: one sub-folder for each label,
 * named after it, with images at any depth. What is hidden, or no image by its name, is passed over.
 *
 * @throws Failure `options-invalid` where the folder cannot be read, has fewer than two sub-folders,
 *   or one of them has no images.
 */
export async function readLabelledFolder(folder: string): Promise<LabelledFolder> {
  const entries = await read(folder, false);
  const labels: string[] = [];
  for (const entry of entries) {
    if (!entry.name.startsWith('.') && (await isFolder(entry))) labels.push(entry.name);
  }
  if (labels.length < 2) {
    throw new Failure(
      'options-invalid',
      `${folder} has ${labels.length === 0 ? 'no sub-folder' : 'one sub-folder only'}: expected one for each label, named after it, with images of it, and at least two.`,
      { folder },
    );
  }
  labels.sort(byName);
  const images: LabelledFolder['images'] = [];
  for (const label of labels) {
    const files = await imagesBelow(path.join(folder, label));
    if (files.length === 0) {
      throw new Failure(
        'options-invalid',
        `${path.join(folder, label)} has no images (${imageExtensions.join(', ')}): add some, or remove the folder.`,
        { folder, label },
      );
    }
    images.push(...files.map((file) => ({ file, label })));
  }
  return { images, labels };
}

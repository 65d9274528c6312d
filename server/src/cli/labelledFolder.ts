import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../failure';
import { imageExtensions } from '../imageExtensions';

export interface LabelledFolder {
  /** Label by label, files of a label by name. */
  images: { file: string; label: string }[];
  /** Names of the sub-folders, sorted. */
  labels: string[];
}

const extensions: ReadonlySet<string> = new Set(imageExtensions);

/** Hidden files are none: macOS leaves a `._photo.jpg` beside a `photo.jpg` on other disks. */
function hasImageName(name: string): boolean {
  return !name.startsWith('.') && extensions.has(path.extname(name).slice(1).toLowerCase());
}

// Not by locale: the same everywhere, whatever a machine is set to.
function byName(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

async function entriesOf(folder: string, recursive: boolean): Promise<Dirent[]> {
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

/** Whether an entry is a folder, or a link to one: data sets are often made of links. */
async function isFolder(entry: Dirent): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  const found = await stat(path.join(entry.parentPath, entry.name)).catch(() => undefined);
  return found?.isDirectory() ?? false;
}

async function imagesBelow(folder: string): Promise<string[]> {
  const files = (await entriesOf(folder, true)).filter(
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
  const entries = await entriesOf(folder, false);
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

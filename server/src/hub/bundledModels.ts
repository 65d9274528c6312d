import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { packageRoot } from '../packageRoot';

/** What comes with the package. */
const titles = {
  'everyday-32': {
    title: 'Everyday things, 32 x 32',
    description: 'Ten everyday things, in seconds on any processor: for the first picture.',
    memory: 300e6,
    imageSize: 32,
    licence: { name: 'MIT', url: 'https://opensource.org/license/mit' },
  },
} as const;

export interface BundledModel {
  id: string;
  /** Absolute path. */
  folder: string;
  title: string;
  description: string;
  memory: number;
  imageSize: number;
  licence: { name: string; url: string };
}

export const bundledModels = (): BundledModel[] =>
  Object.entries(titles).map(([id, entry]) => ({
    id,
    folder: path.join(packageRoot(), 'models', id),
    ...entry,
  }));

/** Files below `folder` with their sizes, by paths with slashes. */
export async function filesBelow(folder: string): Promise<{ file: string; size: number }[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return await Promise.all(
    files.map(async (entry) => {
      const absolute = path.join(entry.parentPath, entry.name);
      const { size } = await stat(absolute);
      return { file: path.relative(folder, absolute).split(path.sep).join('/'), size };
    }),
  );
}

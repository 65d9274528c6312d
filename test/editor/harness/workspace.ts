import fs from 'node:fs/promises';
import path from 'node:path';
import { packageRoot } from '../../../server/src/packageRoot';

export interface Workspace {
  folder: string;
  /** File names of the images, in the order of the explorer. */
  images: string[];
  /** File name of a Markdown document with one line "![NAME](NAME)" an image. */
  markdown: string;
}

/** A folder to open in VS Code: the sample photographs, and a document that links to each. */
export async function makeWorkspace(folder: string): Promise<Workspace> {
  await fs.mkdir(folder, { recursive: true });
  const samples = path.join(packageRoot(), 'media/samples');
  const names = await fs.readdir(samples);
  const images = names.filter((name) => name.endsWith('.jpg')).sort();
  for (const name of images) await fs.copyFile(path.join(samples, name), path.join(folder, name));

  const markdown = 'pictures.md';
  const links = images.map((name) => `![${name}](${name})`);
  await fs.writeFile(path.join(folder, markdown), `${['# Pictures', ...links].join('\n\n')}\n`);
  return { folder, images, markdown };
}

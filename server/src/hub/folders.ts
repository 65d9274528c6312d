import { lstat, mkdir, statfs } from 'node:fs/promises';
import path from 'node:path';
import { downloadFailed } from './downloadFailed';

/**
 * Makes the folder `root` and those between it and the file that is to lie below it, one by one:
 * none of them may be a link, which could lead anywhere.
 *
 * @param file With slashes, relative to `root`.
 * @returns The absolute path of the file.
 * @throws Failure `download-failed`, and errors of the file system.
 */
export async function makeParents(root: string, file: string): Promise<string> {
  const names = file.split('/');
  let folder = '';
  for (const name of [root, ...names.slice(0, -1)]) {
    folder = path.join(folder, name);
    await mkdir(folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
    if (!(await lstat(folder)).isDirectory()) {
      throw downloadFailed(
        'not-writable',
        `${folder} is a link or a file, expected a folder: nothing is written through it. Move it away and download again.`,
        { path: folder },
      );
    }
  }
  return path.join(folder, names.at(-1)!);
}

/**
 * Makes a folder and those above it. Node's own `recursive` never ends where the system lets nobody
 * make a folder, as in /proc.
 *
 * @throws errors of the file system.
 */
export async function makeFolder(folder: string): Promise<void> {
  const make = async (): Promise<void> => {
    await mkdir(folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  };
  try {
    await make();
  } catch (error) {
    const above = path.dirname(folder);
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || above === folder) throw error;
    await makeFolder(above);
    await make();
  }
}

/** Left for others on the disk, bytes. */
const reserve = 64_000_000;

/** @throws Failure `download-failed` where the disk of `folder` has no room for so many bytes. */
export async function checkFreeSpace(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (bytes > 0 && free < bytes + reserve) {
    throw downloadFailed(
      'disk-full',
      `${megabytes(bytes + reserve)} are needed in ${folder}, and ${megabytes(free)} are free: nothing more was downloaded. Make room, or name another folder by DIFFUSION_CLASSIFIER_MODELS.`,
      { path: folder, needed: String(bytes + reserve), free: String(free) },
    );
  }
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1e6).toLocaleString('en')} MB`;
}

import { stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from '../failure';
import { isRemoteImage } from '../remoteImage';
import type { JobImage } from './job';

/** Of a file as it is now; of one that is not there, so that a worker says why. */
async function stampOf(file: string): Promise<string> {
  return await stat(file).then(
    ({ size, mtimeMs }) => `${size}:${mtimeMs}`,
    () => 'none',
  );
}

/** The one name that an image has in a queue: a URL, or an absolute path. */
export function queueName(image: string): string {
  if (isRemoteImage(image)) return image;
  if (image.startsWith('file:')) return fileURLToPath(image);
  return path.normalize(image);
}

/**
 * What a worker is told of an image.
 *
 * @param name By {@link queueName}.
 * @param root Absolute path: what lies below it is sent by its path from there.
 * @throws Failure `options-invalid` for what is neither below the root nor to be fetched.
 */
export async function toJobImage(name: string, root: string): Promise<JobImage> {
  if (isRemoteImage(name)) return { url: name };
  const file = path.relative(root, name);
  const isBelow = file !== '' && file.split(path.sep)[0] !== '..' && !path.isAbsolute(file);
  if (!path.isAbsolute(name) || !isBelow) {
    throw new Failure(
      'options-invalid',
      `${name.slice(0, 200)} is not below ${root}, from where paths are sent to workers: give a folder above both as --root.`,
      { image: name.slice(0, 200), root },
    );
  }
  return { file: file.split(path.sep).join('/'), stamp: await stampOf(name) };
}

/** The {@link queueName} of what a worker was told. */
export function nameOf(image: JobImage, root: string): string {
  return 'url' in image ? image.url : path.join(root, ...image.file.split('/'));
}

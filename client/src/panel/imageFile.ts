import * as path from 'node:path';
import { Uri } from 'vscode';
import { ClassificationFailure } from '../failure';

/**
 * The file of a row.
 *
 * @param image relative to `folder`, an absolute path
 * @throws ClassificationFailure `options-invalid` where it leads out of the folder
 */
export function imageFile(folder: string, image: string): Uri {
  const file = path.resolve(folder, image);
  const inside = path.relative(folder, file);
  if (inside === '' || path.isAbsolute(inside) || inside.split(path.sep)[0] === '..') {
    const message = `Expected an image in ${folder}, but received ${image}.`;
    throw new ClassificationFailure('options-invalid', message);
  }
  return Uri.file(file);
}

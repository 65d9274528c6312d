import { constants } from 'node:fs';
import { access, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../failure';

/**
 * Checks, before the work, that a file can be written after it.
 *
 * @param option the flag that names it.
 * @throws Failure `options-invalid` for another ending than these, or a folder that cannot be written to.
 */
export async function checkOutputFile(
  option: string,
  file: string,
  endings: readonly string[],
): Promise<void> {
  if (!endings.includes(path.extname(file).toLowerCase())) {
    throw new Failure(
      'options-invalid',
      `${option} ${file}: expected a file that ends in ${endings.join(' or ')}.`,
      { file },
    );
  }
  const folder = path.dirname(path.resolve(file));
  await access(folder, constants.W_OK).catch((error: NodeJS.ErrnoException) => {
    throw new Failure(
      'options-invalid',
      `${option} ${file}: folder ${folder} cannot be written to (${error.code}). Expected one that exists.`,
      { file, folder },
    );
  });
}

/** @throws Failure `options-invalid` where the file cannot be written after all. */
export async function writeOutputFile(option: string, file: string, text: string): Promise<void> {
  await writeFile(file, text).catch((error: NodeJS.ErrnoException) => {
    throw new Failure('options-invalid', `${option} ${file} cannot be written: ${error.message}.`, {
      file,
    });
  });
}

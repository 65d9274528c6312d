import { constants } from 'node:fs';
import { access, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../failure';

/**
 * Checks, before the work, that a file can be written after it.
 *
 * @param option the flag that names it.
 * @throws Failure `options-invalid` for another ending than these, a folder that cannot be written to,
 *   or a file that cannot.
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
  // With a slash at its end a file is no folder.
  await access(folder + path.sep, constants.W_OK).catch((error: NodeJS.ErrnoException) => {
    throw new Failure(
      'options-invalid',
      `${option} ${file}: folder ${folder} cannot be written to (${error.code}). Expected one that exists.`,
      { file, folder },
    );
  });
  const problem = await problemOf(file);
  if (problem) throw new Failure('options-invalid', `${option} ${file}: ${problem}.`, { file });
}

/** Why a file in a folder that can be written to cannot be; a file that is there already may be. */
async function problemOf(file: string): Promise<string | undefined> {
  try {
    if ((await stat(file)).isDirectory()) return 'expected a file, but this is a folder';
    await access(file, constants.W_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT') return `it cannot be written (${code})`;
  }
  return undefined;
}

/** @throws Failure `options-invalid` where the file cannot be written after all. */
export async function writeOutputFile(
  option: string,
  file: string,
  content: string | Uint8Array,
): Promise<void> {
  await writeFile(file, content).catch((error: NodeJS.ErrnoException) => {
    throw new Failure('options-invalid', `${option} ${file} cannot be written: ${error.message}.`, {
      file,
    });
  });
}

import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../failure';
import { modelInvalid } from './modelInvalid';

/** The 21,841 labels of ImageNet with their synonyms take 2 MB, CLIP's tokenizer.json as much. */
const maxBytes = 16_000_000;

/** What `read` gives; undefined where there is no such file. */
async function unlessMissing<T>(
  folder: string,
  file: string,
  read: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Failure) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw modelInvalid(folder, file, `cannot be read (${message})`);
  }
}

async function check(folder: string, file: string): Promise<void> {
  const found = await stat(path.join(folder, file));
  // A pipe or a device would be read for ever.
  if (!found.isFile()) throw modelInvalid(folder, file, 'is no regular file');
  if (found.size > maxBytes) {
    throw modelInvalid(folder, file, `has ${found.size} bytes: expected at most ${maxBytes}`);
  }
}

/**
 * Whether a file other than the weights is there.
 *
 * @param file relative to `folder`.
 * @throws Failure `model-invalid` where something is there that cannot, or should not, be read.
 */
export async function hasSmallFile(folder: string, file: string): Promise<boolean> {
  const found = await unlessMissing(folder, file, async () => {
    await check(folder, file);
    return true;
  });
  return found ?? false;
}

/**
 * The content of a text file; undefined where there is none.
 *
 * @param file relative to `folder`.
 * @throws Failure `model-invalid`.
 */
export async function readText(folder: string, file: string): Promise<string | undefined> {
  const bytes = await unlessMissing(folder, file, async () => {
    await check(folder, file);
    return await readFile(path.join(folder, file));
  });
  if (!bytes) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw modelInvalid(folder, file, 'is not text in UTF-8');
  }
}

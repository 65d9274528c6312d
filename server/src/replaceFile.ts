import { randomUUID } from 'node:crypto';
import { realpath, rename, rm, writeFile } from 'node:fs/promises';

/**
 * Writes a file whole or not at all, whenever the process or the power ends: beside it, and then in
 * its place. A link stays one.
 *
 * @throws errors of the file system, and what `content` throws.
 */
export async function replaceFile(
  file: string,
  content: string | Uint8Array | AsyncIterable<string>,
): Promise<void> {
  const place = await realpath(file).catch(() => file);
  const next = `${place}.${randomUUID()}`;
  try {
    await writeFile(next, content, { flush: true });
    await rename(next, place);
  } finally {
    await rm(next, { force: true });
  }
}

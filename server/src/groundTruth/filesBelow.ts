import type { Dirent } from 'node:fs';
import { opendir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../failure';

/**
 * What is in a folder, as it is read: a folder of 100,000 files holds up nobody.
 *
 * @throws Failure `folder-not-readable`.
 */
export async function* entriesOf(folder: string): AsyncGenerator<Dirent> {
  try {
    yield* await opendir(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Failure(
      'folder-not-readable',
      `Folder ${folder} cannot be read (${code}): expected a folder that exists and may be read.`,
      { folder },
    );
  }
}

/** Whether an entry is a folder, or a link to one: data sets are often made of links. */
export async function isFolder(entry: Dirent): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  const found = await stat(path.join(entry.parentPath, entry.name)).catch(() => undefined);
  return found?.isDirectory() ?? false;
}

/**
 * Files at any depth that are not hidden, nor in a hidden folder: their paths relative to the folder,
 * with `/`, in no order. Links are followed, each folder once.
 *
 * @throws Failure `folder-not-readable` for the folder itself; those below that cannot be read are
 *   passed over.
 */
export async function* filesBelow(folder: string): AsyncGenerator<string> {
  const seen = new Set<string>();
  const waiting = [''];
  for (let below = waiting.pop(); below !== undefined; below = waiting.pop()) {
    const place = path.join(folder, below);
    const real = await realpath(place).catch(() => place);
    if (seen.has(real)) continue;
    seen.add(real);
    try {
      for await (const entry of entriesOf(place)) {
        if (entry.name.startsWith('.')) continue;
        const name = `${below}${entry.name}`;
        if (await isFolder(entry)) waiting.push(`${name}/`);
        else yield name;
      }
    } catch (error) {
      if (below === '') throw error;
    }
  }
}

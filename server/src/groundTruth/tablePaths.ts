import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from '../failure';
import { isRemoteImage } from '../remoteImage';
import { filesBelow } from './filesBelow';

/**
 * Which file of a folder a table means: a path relative to the table's folder or to that of the
 * images, an absolute one, either with `/` or `\`; or a name alone that only one file has.
 *
 * @returns the path relative to the folder of images, with `/`; undefined where it is not there.
 * @throws Failure `options-invalid` for a name alone that several files have.
 */
export type FindImage = (written: string) => string | undefined;

/** @throws Failure `folder-not-readable`. */
export async function imageFinder(folder: string, table: string): Promise<FindImage> {
  const files = new Set<string>();
  const byBase = new Map<string, string[]>();
  for await (const file of filesBelow(folder)) {
    files.add(file);
    const base = path.posix.basename(file);
    const same = byBase.get(base);
    if (same) same.push(file);
    else byBase.set(base, [file]);
  }
  const home = path.dirname(table);
  const roots = new Set([folder, await realpath(folder)]);
  const inFolder = (file: string): string[] =>
    [...roots].map((root) => path.relative(root, file).replaceAll(path.sep, '/'));
  const plainly = plainFinder(files, path.relative(folder, home), path.relative(home, folder));
  return (written) => {
    if (isRemoteImage(written)) return written;
    // Most tables are written so, and the rest costs ten times as much.
    const plain = plainly(written);
    if (plain !== undefined) return plain;
    const spellings = new Set([asPath(written), asPath(written).replaceAll('\\', '/')]);
    for (const spelling of spellings) {
      for (const from of [home, folder]) {
        const found = inFolder(path.resolve(from, spelling)).find((file) => files.has(file));
        if (found !== undefined) return found;
      }
    }
    return onlyOne(byBase.get(written) ?? [], written, table);
  };
}

/**
 * The same for paths without dots and backslashes, relative to the table or to the folder.
 *
 * @param home the table's folder, from that of the images.
 * @param folder the folder of the images, from the table's.
 */
function plainFinder(files: ReadonlySet<string>, home: string, folder: string): FindImage {
  const below = folder === '' ? '' : `${folder.replaceAll(path.sep, '/')}/`;
  const above = home === '' ? '' : `${home.replaceAll(path.sep, '/')}/`;
  return (written) => {
    const fromHome = written.startsWith(below) ? written.slice(below.length) : above + written;
    return [fromHome, written].find((file) => files.has(file));
  };
}

function asPath(written: string): string {
  if (!written.startsWith('file:')) return written;
  try {
    return fileURLToPath(written);
  } catch {
    return written;
  }
}

function onlyOne(files: readonly string[], written: string, table: string): string | undefined {
  if (files.length < 2) return files[0];
  const [first, second] = [...files].sort();
  throw new Failure(
    'options-invalid',
    `${table} names an image "${written}", but there are ${files.length} of that name, such as ${first} and ${second}: write their paths.`,
    { file: table, image: written },
  );
}

import { access, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from '../failure';
import type { MatchGroup } from '../protocol';
import { jsonLines } from '../tables';
import { readGroup } from './groupSchema';

/** Where the release has its list of examples, below its folder. */
const releaseFiles = ['examples.jsonl', path.join('data', 'examples.jsonl')];
/** The release names its images without an ending. */
const releaseEnding = '.png';

function unreadable(file: string, problem: string): Failure {
  return new Failure('file-not-readable', `${file}: ${problem}`, { file });
}

async function exists(file: string): Promise<boolean> {
  return await access(file).then(
    () => true,
    () => false,
  );
}

function localPath(source: string): string {
  if (!source.startsWith('file:')) return path.resolve(source);
  try {
    return fileURLToPath(source);
  } catch (error) {
    throw unreadable(source, `it is no file of this machine: ${(error as Error).message}.`);
  }
}

/** The list of groups and the folder that names of images begin at. */
async function locate(source: string): Promise<{ file: string; folder: string }> {
  const given = localPath(source);
  const found = await stat(given).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(
      given,
      `it cannot be read (${error.code}): expected a JSONL file of groups, or the folder of the Winoground release.`,
    );
  });
  if (!found.isDirectory()) return { file: given, folder: path.dirname(given) };
  for (const name of releaseFiles) {
    const file = path.join(given, name);
    if (!(await exists(file))) continue;
    const folder = path.join(path.dirname(file), 'images');
    if (await exists(folder)) return { file, folder };
    throw unreadable(
      file,
      `there is no folder "images" beside it: expected the images of the release there, out of images.zip.`,
    );
  }
  throw unreadable(
    given,
    'expected examples.jsonl in it or in its sub-folder "data", and the folder "images" beside that.',
  );
}

async function imageFile(name: string, folder: string): Promise<string> {
  if (/^(file|data):/.test(name)) return name;
  const file = path.resolve(folder, name);
  if (path.extname(file) !== '' || (await exists(file))) return file;
  return file + releaseEnding;
}

/**
 * The groups of a JSONL file (`{ id, images, captions, tag }`, or Winoground's own fields) or of the
 * folder of the Winoground release: `examples.jsonl` and `images`. Names of images are relative to the
 * file, of a release to its folder of images.
 *
 * @param source a path or a `file:` URI.
 * @throws Failure `file-not-readable`, which names the line's group and the field.
 */
export async function readGroups(source: string): Promise<MatchGroup[]> {
  const { file, folder } = await locate(source);
  const groups = new Map<string, MatchGroup>();
  let number = 0;
  for await (const line of jsonLines(file)) {
    number += 1;
    const group = readGroup(line);
    if ('problem' in group) throw unreadable(file, `group ${number}: ${group.problem}.`);
    const id = group.id ?? String(number);
    if (groups.has(id)) {
      throw unreadable(file, `group ${number}: its id "${id}" is that of another group.`);
    }
    const images = await Promise.all(group.images.map((name) => imageFile(name, folder)));
    groups.set(id, { id, tags: group.tags, images, captions: group.captions });
  }
  if (groups.size === 0) throw unreadable(file, 'it has no groups: expected one a line.');
  return [...groups.values()];
}

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { Failure } from '../failure';
import { isRemoteImage } from '../remoteImage';

/** Lines after which others get a turn: some milliseconds of work. */
const linesAtOnce = 2_000;

function wrongLine(list: string, number: number, line: string, folder: string): Failure {
  const image = line.slice(0, 200);
  return new Failure(
    'file-not-readable',
    `${list}, line ${number}: "${image}" is not below ${folder}. Expected an image a line: a path from that folder, or an address (https://..., s3://bucket/key).`,
    { file: list, line: String(number), folder },
  );
}

/** @returns the path from the folder, with `/`; undefined where it is not below. */
function below(folder: string, line: string): string | undefined {
  const relative = path.relative(folder, path.resolve(folder, line));
  const isBelow =
    relative !== '' && relative.split(path.sep)[0] !== '..' && !path.isAbsolute(relative);
  return isBelow ? relative.split(path.sep).join('/') : undefined;
}

/**
 * The images that a text file names, one a line, each once: paths from `folder`, with `/`, or
 * addresses. Empty lines are passed over.
 *
 * @throws Failure `file-not-readable` for a file that cannot be read, and for a line that is neither.
 */
export async function* imagesInList(folder: string, list: string): AsyncGenerator<string> {
  const text = await readFile(list, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Failure(
      'file-not-readable',
      `The list of images ${list} cannot be read (${error.code}): expected a text file with an image a line.`,
      { file: list },
    );
  });
  const named = new Set<string>();
  for (const [index, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    if (index % linesAtOnce === linesAtOnce - 1) await setImmediate();
    if (line === '') continue;
    const image = isRemoteImage(line) ? line : below(folder, line);
    if (image === undefined) throw wrongLine(list, index + 1, line, folder);
    if (named.has(image)) continue;
    named.add(image);
    yield image;
  }
}

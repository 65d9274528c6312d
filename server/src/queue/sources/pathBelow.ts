import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../../failure';

/**
 * The file that a job means.
 *
 * @param root What jobs may read: below it their paths are looked for, and links out of it are
 *   refused. Without it, paths are looked for where the job says.
 * @throws Failure `image-not-found`, `image-not-readable`.
 */
export async function pathBelow(
  root: string | undefined,
  file: string,
  jobRoot: string,
): Promise<string> {
  const found = path.join(root ?? jobRoot, ...file.split('/'));
  if (root === undefined) return found;
  const [real, realRoot] = await Promise.all([
    realpath(found).catch(() => {
      throw new Failure('image-not-found', `There is no file ${found}.`, { image: found });
    }),
    realpath(root),
  ]);
  const way = path.relative(realRoot, real);
  if (way.split(path.sep)[0] === '..' || path.isAbsolute(way)) {
    throw new Failure(
      'image-not-readable',
      `${found} leads out of ${root}, which this worker reads images from: refused.`,
      { image: found },
    );
  }
  return real;
}

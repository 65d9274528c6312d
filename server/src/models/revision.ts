import { stat } from 'node:fs/promises';
import path from 'node:path';

/**
 * Size and time of change of every file that a host reads when it opens the model.
 *
 * @param files relative to `folder`; those that are not there count, too.
 */
export async function revisionOf(folder: string, files: readonly string[]): Promise<string> {
  const stamps = files.map(async (name) =>
    stat(path.join(folder, name)).then(
      ({ size, mtimeMs }) => `${size}@${mtimeMs}`,
      () => 'none',
    ),
  );
  return (await Promise.all(stamps)).join(' ');
}

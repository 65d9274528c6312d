import { stat } from 'node:fs/promises';
import path from 'node:path';

/**
 * Size and times of change of every file that a host reads when it opens the model: those of its
 * content, which copying may keep, and of the file itself.
 *
 * @param files relative to `folder`; those that are not there count, too.
 */
export async function revisionOf(folder: string, files: readonly string[]): Promise<string> {
  const stamps = files.map(async (name) =>
    stat(path.join(folder, name)).then(
      ({ size, mtimeMs, ctimeMs }) => `${size}@${mtimeMs}@${ctimeMs}`,
      () => 'none',
    ),
  );
  return (await Promise.all(stamps)).join(' ');
}

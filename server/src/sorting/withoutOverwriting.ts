import { createHash } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { copyFile, link, open, rename, rm, stat, unlink, utimes } from 'node:fs/promises';

type Code = string | undefined;

export function codeOf(error: unknown): Code {
  return (error as NodeJS.ErrnoException).code;
}

/** What file systems without hard links answer, such as FAT and some in a network. */
const noHardLinks: readonly Code[] = [
  'EPERM',
  'ENOTSUP',
  'EOPNOTSUPP',
  'ENOSYS',
  'EMLINK',
  'EINVAL',
];

async function contentHash(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const part of createReadStream(file, { highWaterMark: 2 ** 20 })) {
    hash.update(part as Buffer);
  }
  return hash.digest('hex');
}

export async function haveSameContent(one: string, other: string): Promise<boolean> {
  const [first, second] = await Promise.all([one, other].map(contentHash));
  return first === second;
}

/**
 * Renames a file on its file system. At every moment it has its old name, its new one, or both: a name
 * is given by a hard link, which fails where the name is taken, before the other is taken away.
 *
 * @throws EEXIST where something is there; EXDEV between file systems; other errors of theirs.
 */
export async function renameWithoutOverwriting(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (!noHardLinks.includes(codeOf(error))) throw error;
    // The name is taken by an empty file of our own, which is what the renaming overwrites.
    await (await open(to, 'wx')).close();
    await rename(from, to).catch(async (failed: unknown) => {
      await rm(to, { force: true });
      throw failed;
    });
    return;
  }
  await unlink(from);
}

/**
 * Copies a file with its time: written beside its place, on disk, read again and compared before it
 * gets its name.
 *
 * @param part the name of what is not finished.
 * @throws EEXIST where something is there; errors of the file systems; Error where the copy differs.
 */
export async function copyWithoutOverwriting(
  from: string,
  to: string,
  part: string,
): Promise<void> {
  try {
    await rm(part, { force: true });
    await copyFile(from, part, constants.COPYFILE_EXCL);
    const { atime, mtime } = await stat(from);
    await utimes(part, atime, mtime);
    const handle = await open(part, 'r+').catch(() => open(part, 'r'));
    await handle.sync().finally(() => handle.close());
    if (!(await haveSameContent(from, part))) throw new Error('the copy differs from the original');
    await renameWithoutOverwriting(part, to);
  } finally {
    await rm(part, { force: true });
  }
}

/** @throws as {@link renameWithoutOverwriting} and {@link copyWithoutOverwriting} do. */
export async function moveWithoutOverwriting(
  from: string,
  to: string,
  part: string,
): Promise<void> {
  try {
    await renameWithoutOverwriting(from, to);
  } catch (error) {
    if (codeOf(error) !== 'EXDEV') throw error;
    await copyWithoutOverwriting(from, to, part);
    await unlink(from);
  }
}

import { link, symlink } from 'node:fs/promises';
import path from 'node:path';
import { type FileStamp, look } from './fileStamp';
import type { LogHead, SortAction } from './sortLog';
import { codeOf, copyWithoutOverwriting, moveWithoutOverwriting } from './withoutOverwriting';

export interface Paths {
  from: string;
  target: string;
  /** Of a copy that is not finished. */
  part: string;
}

export function pathsOf({ folder, to }: Pick<LogHead, 'folder' | 'to'>, action: SortAction): Paths {
  const { action: number, image, into, as } = action;
  return {
    from: path.join(folder, image),
    target: path.join(to, into, as),
    part: path.join(to, into, `.sort-${number}.part`),
  };
}

/** Whether links have become hard ones. */
export interface Links {
  areHard: boolean;
}

/** What Windows answers to those who may not make symbolic links, and file systems without them. */
const noSymbolicLinks = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL'];

async function linkSymbolically(from: string, target: string, links: Links): Promise<void> {
  if (links.areHard) return await link(from, target);
  try {
    await symlink(from, target, 'file');
  } catch (error) {
    if (!noSymbolicLinks.includes(codeOf(error) ?? '')) throw error;
    await link(from, target);
    links.areHard = true;
  }
}

/**
 * Does what an action says.
 *
 * @returns the stamp of what it has made.
 * @throws EEXIST where something has the name by now; errors of the file systems.
 */
export async function place(head: LogHead, action: SortAction, links: Links): Promise<FileStamp> {
  const { from, target, part } = pathsOf(head, action);
  switch (head.way) {
    case 'copy':
      await copyWithoutOverwriting(from, target, part);
      break;
    case 'move':
      await moveWithoutOverwriting(from, target, part);
      break;
    case 'link':
      await linkSymbolically(from, target, links);
      break;
    case 'hardLink':
      await link(from, target);
  }
  const made = await look(target);
  if (made) return made.stamp;
  throw new Error(`${target} was removed while it was made`);
}

import { mkdir, readlink, rm, unlink } from 'node:fs/promises';
import path from 'node:path';
import { type Found, isAlike, isOneFile, isSame, look } from './fileStamp';
import { type Paths, pathsOf } from './place';
import type { Begun, LogHead } from './sortLog';
import { haveSameContent, moveWithoutOverwriting } from './withoutOverwriting';

interface Situation extends Paths {
  begun: Begun;
  /** What lies where the image was, and where it went. */
  source: Found | undefined;
  placed: Found | undefined;
}

/** Why something stays as it is; undefined where it is as it was. */
type Reason = string | undefined;

/** Whether what lies in the image's place is the image. */
function isImage({ begun, source }: Situation): boolean {
  return (
    source !== undefined && (source.kind === 'link' || isAlike(begun.action.stamp, source.stamp))
  );
}

/** Whether what was made is still what it was. */
function isAsMade({ begun: { action, made }, placed }: Situation): boolean {
  return made ? isSame(made, placed?.stamp) : isAlike(action.stamp, placed?.stamp);
}

/** Whether a second file, of an action whose end is not known, is ours and not somebody else's. */
async function isOurs({ begun, from, target, source, placed }: Situation): Promise<boolean> {
  if (begun.made || isOneFile(source, placed)) return true;
  // The empty file that keeps a name until another is renamed to it.
  if (placed?.stamp.bytes === 0) return true;
  return isAlike(begun.action.stamp, placed?.stamp) && (await haveSameContent(from, target));
}

/** Whether the image is back, from another file system, where bringing it back was interrupted. */
async function isCopied(situation: Situation): Promise<boolean> {
  return isImage(situation) && (await haveSameContent(situation.from, situation.target));
}

async function restoreMove(situation: Situation): Promise<Reason> {
  const { begun, from, target, part, source, placed } = situation;
  // What keeps the name on file systems without hard links.
  const isPlaceholder = begun.isBeingUndone && source?.stamp.bytes === 0 && !isImage(situation);
  if (isPlaceholder) await unlink(from);
  else if (source) {
    const isSafe = !begun.made || isOneFile(source, placed) || (await isCopied(situation));
    if (!isSafe) return `${from} is another file by now`;
    if (await isOurs(situation)) await unlink(target);
    return undefined;
  }
  if (!isAsMade(situation)) return `${target} has changed since it was sorted`;
  await mkdir(path.dirname(from), { recursive: true });
  await moveWithoutOverwriting(target, from, path.join(path.dirname(from), path.basename(part)));
  return undefined;
}

async function restoreCopy(situation: Situation): Promise<Reason> {
  const { from, target } = situation;
  if (!isImage(situation))
    return `${from} is not what it was, and ${target} may be all there is of it`;
  if (situation.begun.made && !isAsMade(situation)) {
    return `${target} has changed since it was sorted`;
  }
  if (await isOurs(situation)) await unlink(target);
  return undefined;
}

async function restoreLink({ begun, from, target, source, placed }: Situation): Promise<Reason> {
  const isLink =
    placed?.kind === 'link' ? (await readlink(target)) === from : isOneFile(source, placed);
  if (isLink) await unlink(target);
  else if (begun.made) {
    return `${target} is no longer the link that was made, or the only name of its file`;
  }
  return undefined;
}

/**
 * Undoes an action, whether it was done, begun or not even begun. What is not what it was is left alone,
 * and so is a copy or a name of a file whose original is gone.
 *
 * @returns why something could not be undone.
 */
export async function restore(head: LogHead, begun: Begun): Promise<Reason> {
  const paths = pathsOf(head, begun.action);
  const { from, target, part } = paths;
  try {
    await rm(part, { force: true });
    const [source, placed] = await Promise.all([look(from), look(target)]);
    const situation = { ...paths, begun, source, placed };
    if (!placed) {
      if (!source) return `neither ${from} nor ${target} is there`;
      const isUndone = !begun.made || isImage(situation);
      return isUndone ? undefined : `${from} is another file by now, and ${target} is not there`;
    }
    switch (head.way) {
      case 'move':
        return await restoreMove(situation);
      case 'copy':
        return await restoreCopy(situation);
      case 'link':
      case 'hardLink':
        return await restoreLink(situation);
    }
  } catch (error) {
    return `${target} could not be brought back: ${(error as Error).message}`;
  }
}

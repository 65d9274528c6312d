import { rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../failure';
import type { UndoSummary } from '../protocol';
import type { SortControl } from './carryOut';
import { lockFolder, notWritable } from './lockFolder';
import { pathsOf } from './place';
import { restore } from './restore';
import { type LogContent, LogWriter, readLog } from './sortLog';

/** Actions undone at once. */
const batch = 64;

const mostListed = 1_000;

/**
 * Undoes what a log says, the last first. What is not what it was when it was sorted stays, and so does
 * the log then; undoing again goes on. When all is undone, the log and the folders that sorting has made
 * are removed, unless something else is in them.
 *
 * @param file absolute path of the log.
 * @throws Failure `file-not-readable`, `file-not-writable`, `run-in-progress`; `cancelled`.
 */
export async function undoSort(
  file: string,
  { signal, onProgress }: SortControl = {},
): Promise<UndoSummary> {
  await readLog(file);
  const folder = path.dirname(file);
  const lock = await lockFolder(folder);
  let content: LogContent;
  let summary: UndoSummary;
  try {
    // Again: another process may have gone on with it until now.
    content = await readLog(file);
    const log = await LogWriter.goOn(file);
    summary = await undoActions(content, log, { signal, onProgress }).finally(() => log.close());
    if (summary.left === 0) {
      // While the log that names them is there.
      await removeEmpty(content.made.filter((made) => made.startsWith(folder + path.sep)));
      await rm(file);
    }
  } catch (error) {
    throw error instanceof Failure ? error : notWritable(file, error);
  } finally {
    await lock.release();
  }
  if (summary.left === 0) await removeEmpty(content.made);
  return summary;
}

/** Those that are not empty stay. */
async function removeEmpty(folders: readonly string[]): Promise<void> {
  for (const folder of folders.toReversed()) await rmdir(folder).catch(() => {});
}

async function undoActions(
  { head, actions }: LogContent,
  log: LogWriter,
  { signal, onProgress }: SortControl,
): Promise<UndoSummary> {
  const summary: UndoSummary = { restored: 0, kept: [], left: 0 };
  const waiting = [...actions.values()];
  const total = waiting.length;
  while (waiting.length > 0) {
    if (signal?.aborted) {
      throw new Failure(
        'cancelled',
        `Cancelled: ${summary.restored} of ${total} images are back. Undoing again goes on.`,
      );
    }
    const part = waiting.splice(-batch);
    await log.promise(part.map(({ action }) => ({ undoing: action.action })));
    const reasons = await Promise.all(part.map(async (begun) => restore(head, begun)));
    const undone: { undone: number }[] = [];
    for (const [i, reason] of reasons.entries()) {
      const { action } = part[i]!;
      if (reason === undefined) {
        undone.push({ undone: action.action });
        summary.restored += 1;
      } else {
        summary.left += 1;
        const { target } = pathsOf(head, action);
        if (summary.kept.length < mostListed)
          summary.kept.push({ file: target, message: `${reason}.` });
      }
    }
    await log.write(undone);
    onProgress?.(total - waiting.length, total);
  }
  return summary;
}

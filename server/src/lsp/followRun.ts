import path from 'node:path';
import type { CancellationToken } from 'vscode-languageserver/node';
import {
  type ClassifyFolderParams,
  FolderRunProgress,
  type RunProgress,
  type RunSummary,
} from '../protocol';
import type { RunControl } from '../runs';
import { abortSignal } from './abortSignal';
import type { Server } from './context';
import { NewestOnly } from './newestOnly';
import { runPercentage, runProgressText } from './runText';
import type { RunWaiters } from './runWaiters';

/** Rows that wait at most for a client that does not read: it finds them all by `runs/rows`. */
const mostWaitingRows = 10_000;

function together(waiting: RunProgress, newest: RunProgress): RunProgress {
  return { ...newest, rows: [...waiting.rows, ...newest.rows].slice(-mostWaitingRows) };
}

/**
 * Does a run, or waits for one that goes on, and tells the client of it: people as work-done
 * progress in their language, programs on the run's own token.
 *
 * @throws Failure as the run does.
 */
export async function followRun(
  { connection, strings }: Server,
  waiters: RunWaiters,
  asked: Pick<ClassifyFolderParams, 'folder' | 'workDoneToken' | 'runToken'>,
  token: CancellationToken,
  run: (control: RunControl) => Promise<RunSummary>,
): Promise<RunSummary> {
  const { folder, workDoneToken, runToken } = asked;
  const shown = connection.window.attachWorkDoneProgress(workDoneToken);
  const progresses = new NewestOnly(
    (progress: RunProgress) => connection.sendProgress(FolderRunProgress.type, runToken!, progress),
    together,
  );
  const onProgress = (progress: RunProgress): void => {
    shown.report(runPercentage(progress), runProgressText(progress, strings()));
    if (runToken !== undefined) progresses.send(progress);
  };
  const title = strings().classifyingFolder(path.basename(folder));
  shown.begin(title, 0, undefined, true);
  try {
    return await waiters.wait({ signal: abortSignal(token), onProgress }, run);
  } finally {
    await progresses.flushed();
    shown.done();
  }
}

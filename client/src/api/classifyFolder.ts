import type { CancellationToken, Disposable, Uri } from 'vscode';
import type { RunRequest, RunSummary } from '../../../server/src/protocol';
import { ClassificationFailure, toFailure } from '../failure';
import { requestOptions } from '../requestOptions';
import type { Runs } from '../runs';
import type { FolderOptions } from './api';

/**
 * Has a folder classified as a run of this window; resolves when it has ended, cancelled ones too.
 *
 * @throws ClassificationFailure
 */
export async function classifyFolder(
  runs: Pick<Runs, 'start' | 'cancel' | 'get' | 'onDidChange' | 'onDidProgress'>,
  folder: Uri,
  options: FolderOptions = {},
  token?: CancellationToken,
): Promise<RunSummary> {
  const run = await runs.start(runRequest(folder, options)).catch((error) => {
    throw toFailure(error);
  });
  const listeners: (Disposable | undefined)[] = [];
  const cancel = (): void => void runs.cancel(run).catch(() => {});
  try {
    return await new Promise((resolve, reject) => {
      const settle = (): void => {
        const view = runs.get(run);
        if (!view) reject(new ClassificationFailure('run-not-found', `Run ${run} was removed.`));
        else if (!view.isOurs && view.trouble) reject(view.trouble);
        else if (!view.isOurs) resolve(view.summary);
      };
      listeners.push(
        runs.onDidChange(settle),
        runs.onDidProgress((progress) => {
          if (progress.run === run) options.onProgress?.({ run, counts: progress.counts });
        }),
        token?.onCancellationRequested(cancel),
      );
      if (token?.isCancellationRequested) cancel();
      settle();
    });
  } finally {
    for (const listener of listeners) listener?.dispose();
  }
}

function runRequest(folder: Uri, options: FolderOptions): RunRequest {
  if (folder.scheme !== 'file') {
    const message = `${folder.toString(true)} is not on a disk. Expected a file: URI of a folder.`;
    throw new ClassificationFailure('folder-not-readable', message);
  }
  const { labels, include, exclude } = options;
  return {
    ...requestOptions(options.options),
    folder: folder.toString(),
    ...(labels && { labels: [...labels] }),
    ...(include && { include }),
    ...(exclude && { exclude }),
  };
}

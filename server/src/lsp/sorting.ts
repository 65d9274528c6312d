import path from 'node:path';
import { Failure } from '../failure';
import {
  SortRunRequestMessage,
  sortRunParamsSchema,
  UndoSortRequestMessage,
  undoSortParamsSchema,
} from '../protocol';
import { defaultTarget, previewSort, sortableRows, sortImages, undoSort } from '../sorting';
import { abortSignal } from './abortSignal';
import { answer } from './answer';
import type { Server } from './context';
import { localFile } from './localFile';

/** @throws Failure `options-invalid` for what is no path of this machine. */
function localPath(location: string): string {
  const local = localFile(location);
  if (local !== undefined) return local;
  throw new Failure(
    'options-invalid',
    `"${location}" is no path of this machine: give an absolute path or a file: URI.`,
    { location },
  );
}

/** `diffusionClassifier/runs/sort` and `runs/undoSort`, with work-done progress. */
export function provideSorting(server: Server): void {
  const { connection, runs, strings } = server;

  answer(server, SortRunRequestMessage.type, sortRunParamsSchema, async (params, token) => {
    const { run, to, by, dryRun = false, workDoneToken, ...options } = params;
    const { folder, labels } = await runs().summary(run);
    const shown = connection.window.attachWorkDoneProgress(workDoneToken);
    shown.begin(strings().sortingFolder(path.basename(folder)), 0, undefined, true);
    const sorting = dryRun ? previewSort : sortImages;
    try {
      return await sorting(
        {
          ...options,
          folder,
          to: to === undefined ? defaultTarget(folder) : localPath(to),
          labels,
          images: sortableRows(runs().rows(run), by),
        },
        {
          signal: abortSignal(token),
          onProgress: (done, total) => shown.report(Math.floor((100 * done) / total)),
        },
      );
    } finally {
      shown.done();
    }
  });

  answer(server, UndoSortRequestMessage.type, undoSortParamsSchema, async (params, token) => {
    const { log, workDoneToken } = params;
    const file = localPath(log);
    const shown = connection.window.attachWorkDoneProgress(workDoneToken);
    shown.begin(strings().undoingSort(path.basename(path.dirname(file))), 0, undefined, true);
    try {
      return await undoSort(file, {
        signal: abortSignal(token),
        onProgress: (done, total) => shown.report(Math.floor((100 * done) / total)),
      });
    } finally {
      shown.done();
    }
  });
}

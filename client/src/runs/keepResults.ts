import * as path from 'node:path';
import { type Disposable, Uri } from 'vscode';
import { withNoneNamed } from '../noneOfThese';
import type { Results } from '../results';
import type { Runs } from './runs';

/** Images of a run are marked in the explorer as those are that were classified one by one. */
export function keepResults(runs: Runs, results: Results): Disposable {
  return runs.onDidProgress(({ run, rows }) => {
    const { folder, model } = runs.get(run)?.summary ?? {};
    if (folder === undefined || model === undefined) return;
    const found = rows.flatMap(({ image, result }) => {
      if (!result) return [];
      const { decided: _, ...facts } = result;
      const file = Uri.file(path.join(folder, image));
      return [[file, withNoneNamed({ ...facts, image: file.toString(), model })] as const];
    });
    if (found.length > 0) results.setAll(found);
  });
}

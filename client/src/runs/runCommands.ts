import { CancellationError, commands, type Disposable, l10n, Uri } from 'vscode';
import { toFailure } from '../failure';
import { showFailure } from '../recovery';
import { reveal } from '../reveal';
import { exportResults, exportReviewedLabels } from './exportRun';
import { removeRun } from './removeRun';
import { pickRun } from './runPick';
import type { Runs } from './runs';
import { saveReport } from './saveReport';
import type { SortLogs } from './sortLogs';
import { sortRun } from './sortRun';
import { undoSort } from './undoSort';

/** What shows the results of runs. */
export interface RunPanels {
  showRun(run: string): unknown;
  isShown(run: string): boolean;
}

/** Commands about a run: that of the row or panel they are called on, or one that is asked for. */
export function registerRunCommands(runs: Runs, panels: RunPanels, logs: SortLogs): Disposable[] {
  const register = (
    name: string,
    title: string,
    act: (run: string, options: unknown) => Promise<unknown> | unknown,
    word = 'run',
    onLook?: (run: string) => void,
  ): Disposable =>
    commands.registerCommand(`diffusionClassifier.runs.${name}`, (target, options) =>
      tellFailure(async () => {
        const isKnown = typeof target === 'string';
        const run = isKnown ? target : await pickRun(runs, title, word, onLook);
        if (run !== undefined) await act(run, options);
      }),
    );
  const folderOf = (run: string): string => runs.get(run)?.summary.folder ?? '';
  return [
    register(
      'show',
      l10n.t('Open Results'),
      (run) => panels.showRun(run),
      'run',
      (run) => runs.readAhead(run),
    ),
    register('pause', l10n.t('Pause'), (run) => runs.pause(run), 'pausable'),
    register('resume', l10n.t('Resume'), (run) => runs.resume(run), 'resumable'),
    register('cancel', l10n.t('Cancel'), (run) => runs.cancel(run), 'cancellable'),
    register(
      'retry',
      l10n.t('Retry Failed Images'),
      (run) => runs.resume(run, { retry: true }),
      'retryable',
    ),
    register('report', l10n.t('Save Report'), (run) => saveReport(runs, run)),
    register('export', l10n.t('Export Results'), (run) => exportResults(runs, run)),
    register('exportReviews', l10n.t('Export Reviewed Labels'), (run) =>
      exportReviewedLabels(runs, run),
    ),
    register('sort', l10n.t('Sort Images into Folders'), (run, options) =>
      sortRun(runs, logs, run, isByReview(options) ? 'review' : undefined),
    ),
    register('undoSort', l10n.t('Undo Sorting'), (run) => undoSort(runs, logs, run)),
    register('reveal', l10n.t('Reveal Folder'), (run) => reveal(Uri.file(folderOf(run)))),
    register('remove', l10n.t('Remove Run'), (run) => removeRun(runs, run), 'removable'),
  ];
}

/** As the panel asks for it; from a view's menu it is the selection that comes second. */
function isByReview(options: unknown): boolean {
  return typeof options === 'object' && options !== null && 'by' in options;
}

async function tellFailure(act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof CancellationError)) void showFailure(toFailure(error));
  }
}

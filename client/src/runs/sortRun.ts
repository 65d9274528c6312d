import { CancellationError, l10n, Uri, window } from 'vscode';
import type { SortOptions, SortRunParams, SortSummary } from '../../../server/src/protocol';
import { showInformation, showWarning, withoutLinks } from '../messages';
import { reveal } from '../reveal';
import { withLateProgress } from './lateProgress';
import type { Runs } from './runs';
import { runName } from './runText';
import type { SortLogs } from './sortLogs';
import { askSortOptions } from './sortQuestions';
import { nothingToSortText, planText, sortButton, sortedText, sortQuestion } from './sortText';
import { undo } from './undoSort';

/**
 * Sorts the images of a run into a folder for each label, once a person has seen what would go where.
 *
 * @param by missing: it is asked for where a person has given labels
 */
export async function sortRun(
  runs: Runs,
  logs: SortLogs,
  run: string,
  by?: SortOptions['by'],
): Promise<void> {
  const view = runs.get(run);
  if (!view) return;
  const { folder } = view.summary;
  const options = await askSortOptions(folder, await runs.reviews(run), by);
  if (!options) return;
  const title = l10n.t('Sorting the images of {0}', runName(view.summary));
  const params = { run, ...options };
  const plan = await sort(runs, { ...params, dryRun: true }, title);
  if (plan.images === 0) {
    void showInformation(nothingToSortText(plan));
    return;
  }
  if (!(await isConfirmed(plan))) return;
  const before = await logs.lastIn(plan.to);
  try {
    const summary = await sort(runs, params, title);
    if (summary.log !== undefined) await logs.remember(run, summary.log);
    void offerUndo(runs, summary);
  } catch (error) {
    if (!(error instanceof CancellationError)) throw error;
    const last = await logs.lastIn(plan.to);
    // One that is as before is of another sorting, which nobody has cancelled.
    const log = last?.log === before?.log && last?.time === before?.time ? undefined : last?.log;
    if (log !== undefined) await logs.remember(run, log);
    await afterCancel(runs, log);
  }
}

function sort(runs: Runs, params: SortRunParams, title: string): Promise<SortSummary> {
  return withLateProgress(title, (token, onPercent) => runs.sort(params, token, onPercent));
}

async function isConfirmed(plan: SortSummary): Promise<boolean> {
  const button = sortButton(plan.way);
  const message = withoutLinks(sortQuestion(plan));
  const detail = withoutLinks(planText(plan));
  const choice = await window.showWarningMessage(message, { modal: true, detail }, button);
  return choice === button;
}

async function offerUndo(runs: Runs, summary: SortSummary): Promise<void> {
  const { log, to, notSorted } = summary;
  const undoButton = l10n.t('Undo');
  const show = l10n.t('Show Folder');
  const tell = notSorted.length > 0 ? showWarning : showInformation;
  const buttons = [show, ...(log === undefined ? [] : [undoButton])];
  const choice = await tell(sortedText(summary), ...buttons);
  if (choice === show) await reveal(Uri.file(to));
  if (choice === undoButton && log !== undefined) await undo(runs, log);
}

/** What was sorted until then stays sorted, unless a person wants it back. */
async function afterCancel(runs: Runs, log: string | undefined): Promise<void> {
  const undoButton = l10n.t('Undo');
  const message = l10n.t(
    'Sorting was cancelled. Images that were sorted by then are where they were sorted to; sorting in the same way goes on there.',
  );
  const choice = await showInformation(message, ...(log === undefined ? [] : [undoButton]));
  if (choice === undoButton && log !== undefined) await undo(runs, log);
}

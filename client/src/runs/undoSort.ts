import * as path from 'node:path';
import { l10n, window } from 'vscode';
import type { UndoSummary } from '../../../server/src/protocol';
import { listText, namedText } from '../listText';
import { showInformation, showWarning } from '../messages';
import { withLateProgress } from './lateProgress';
import type { Runs } from './runs';
import { imagesText } from './runText';
import type { SortLogs } from './sortLogs';

/** Files that a message names before it says how many more there are. */
const maxFiles = 3;

/** Asks which sorting of a run's images, the newest one first, and brings them back. */
export async function undoSort(runs: Runs, logs: SortLogs, run: string): Promise<void> {
  const folder = runs.get(run)?.summary.folder ?? '';
  const log = await chooseLog(await logs.find(run, folder));
  if (log !== undefined) await undo(runs, log);
}

/** Brings all images of a sorting back that are still what they were, and says what came of it. */
export async function undo(runs: Runs, log: string): Promise<void> {
  const title = l10n.t('Undoing the sorting into {0}', path.basename(path.dirname(log)));
  const summary = await withLateProgress(title, (token, onPercent) =>
    runs.undoSort(log, token, onPercent),
  );
  const restored = l10n.t('As before: {0}.', imagesText(summary.restored));
  if (summary.left === 0) void showInformation(restored);
  else void showWarning([restored, keptText(summary)].join(' '), l10n.t('OK'));
}

function keptText({ kept, left }: UndoSummary): string {
  const named = kept
    .slice(0, maxFiles)
    .map(({ file, message }) => namedText(path.basename(file), message));
  const more = left - named.length;
  const files = listText([...named, ...(more > 0 ? [l10n.t('and {0} more', more)] : [])]);
  return l10n.t('Left as they are: {0}', files);
}

async function chooseLog(found: readonly string[]): Promise<string | undefined> {
  const other = { label: l10n.t('Choose Another Log...'), log: undefined };
  const items = found.map((log) => ({
    label: path.basename(path.dirname(log)),
    description: path.basename(log),
    detail: path.dirname(log),
    log,
  }));
  const picked = await window.showQuickPick([...items, other], {
    title: l10n.t('Undo Sorting'),
    placeHolder:
      found.length > 0
        ? l10n.t('The folder that the images were sorted into; undo the newest sorting first')
        : l10n.t('No log of a sorting was found: choose the file sort-log.jsonl'),
  });
  if (!picked || picked.log !== undefined) return picked?.log;
  const [file] =
    (await window.showOpenDialog({
      title: l10n.t('Choose the log of a sorting'),
      filters: { 'JSON Lines': ['jsonl'] },
    })) ?? [];
  return file?.fsPath;
}

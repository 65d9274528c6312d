import { commands, l10n, type Uri, window } from 'vscode';
import { imageName } from '../images';
import { showInformation } from '../messages';
import { besideFolder } from './besideFolder';
import type { Runs } from './runs';
import { imagesText, numberText } from './runText';

const csv = { CSV: ['csv'] };
const jsonl = { 'JSON Lines': ['jsonl'] };

/** Asks for a table, and appends the rows of a run that are not in it yet. */
export async function exportResults(runs: Runs, run: string): Promise<void> {
  const file = await window.showSaveDialog({
    title: l10n.t('Export Results'),
    saveLabel: l10n.t('Export'),
    defaultUri: besideFolder(runs.get(run), 'results.csv'),
    filters: { ...csv, ...jsonl, Parquet: ['parquet'] },
  });
  if (!file) return;
  const { appended, unchanged } = await runs.exportTable(run, file.fsPath);
  const name = imageName(file);
  await offerToOpen(
    file,
    unchanged > 0
      ? l10n.t(
          '{0}: rows appended: {1}, in it already: {2}.',
          name,
          numberText(appended),
          numberText(unchanged),
        )
      : l10n.t('{0}: rows appended: {1}.', name, numberText(appended)),
  );
}

/** Asks for a file, and writes the images that a person gave a label into it. */
export async function exportReviewedLabels(runs: Runs, run: string): Promise<void> {
  const { accepted, corrected } = await runs.reviews(run);
  if (accepted + corrected === 0) {
    const show = l10n.t('Open Results');
    const message = l10n.t(
      'No image of this run has a reviewed label yet. Open the results to accept labels or choose others.',
    );
    if ((await showInformation(message, show)) === show) {
      await commands.executeCommand('diffusionClassifier.runs.show', run);
    }
    return;
  }
  const file = await window.showSaveDialog({
    title: l10n.t('Export Reviewed Labels'),
    saveLabel: l10n.t('Export'),
    defaultUri: besideFolder(runs.get(run), 'labels.csv'),
    filters: { ...csv, ...jsonl },
  });
  if (!file) return;
  const images = await runs.exportReviews(run, file.fsPath);
  await offerToOpen(
    file,
    l10n.t('{0}: labels of {1} written.', imageName(file), imagesText(images)),
  );
}

/** Of Parquet, which is not text, there is nothing to open. */
async function offerToOpen(file: Uri, message: string): Promise<void> {
  const open = l10n.t('Open');
  const buttons = file.path.endsWith('.parquet') ? [] : [open];
  if ((await showInformation(message, ...buttons)) === open) await window.showTextDocument(file);
}

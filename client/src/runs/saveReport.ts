import { commands, l10n, window } from 'vscode';
import { besideFolder } from './besideFolder';
import type { Runs } from './runs';

/** Asks where, writes what a run comes to as Markdown with charts, and shows it. */
export async function saveReport(runs: Runs, run: string): Promise<void> {
  const file = await window.showSaveDialog({
    title: l10n.t('Save Report'),
    defaultUri: besideFolder(runs.get(run), 'report.md'),
    filters: { Markdown: ['md'] },
  });
  if (!file) return;
  await runs.writeReport(run, file.fsPath);
  await commands.executeCommand('markdown.showPreview', file);
}

import { l10n, window } from 'vscode';
import { withoutLinks } from '../messages';
import type { Runs } from './runs';
import { runName } from './runText';

/** Asks, then forgets a run and its results. */
export async function removeRun(runs: Runs, run: string): Promise<void> {
  const view = runs.get(run);
  const name = view ? runName(view.summary) : '';
  const remove = l10n.t('Remove');
  const choice = await window.showWarningMessage(
    withoutLinks(l10n.t('Remove the run of {0}?', name)),
    {
      modal: true,
      detail: l10n.t(
        'Its results and reviewed labels are forgotten. Images and exported files stay.',
      ),
    },
    remove,
  );
  if (choice === remove) await runs.remove(run);
}

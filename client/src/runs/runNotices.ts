import { commands, type Disposable, l10n } from 'vscode';
import { failureText } from '../failureText';
import { showError, showInformation } from '../messages';
import { recoveryActions } from '../recovery';
import type { WarningNotices } from '../warningNotices';
import type { EndedRun } from './ourRuns';
import type { Runs } from './runs';
import { imagesText, numberText, runName } from './runText';
import type { RunView } from './runView';

/** Says that a run is done, or why it is not, where no panel shows it. */
export function tellEnds(
  runs: Runs,
  isShown: (run: string) => boolean,
  notices: WarningNotices,
): Disposable {
  return runs.onDidEnd((end) => {
    const view = runs.get(end.run);
    if (!view || view.summary.counts.total === 0) return;
    notices.tell(view.summary.warnings);
    if (!isShown(end.run)) void tellEnd(end, view);
  });
}

async function tellEnd({ run, failure }: EndedRun, view: RunView): Promise<void> {
  const open = l10n.t('Open Results');
  const name = runName(view.summary);
  const actions = new Map([
    [open, () => commands.executeCommand('diffusionClassifier.runs.show', run)],
    ...(failure ? recoveryActions([failure]) : []),
  ]);
  const choice = failure
    ? await showError(
        l10n.t('The run of {0} has failed: {1}', name, failureText(failure)),
        ...actions.keys(),
      )
    : await showInformation(doneText(name, view), ...actions.keys());
  await actions.get(choice ?? '')?.();
}

function doneText(name: string, { summary: { counts } }: RunView): string {
  const images = imagesText(counts.done);
  return counts.failed > 0
    ? l10n.t('{0}: {1} classified, {2} failed.', name, images, numberText(counts.failed))
    : l10n.t('{0}: {1} classified.', name, images);
}

import { l10n, type QuickPickItem, window } from 'vscode';
import { showInformation } from '../messages';
import { runWords } from './runItem';
import type { Runs } from './runs';
import { runDescription, runName } from './runText';
import type { RunView } from './runView';

interface RunPickItem extends QuickPickItem {
  run: string;
}

/**
 * Lets a person choose among the runs that a menu would offer something for. Undefined when the list
 * was dismissed, or would have been empty.
 *
 * @param word see `runWords`
 * @param onLook hears of each run that comes to be the one that Enter would take
 */
export async function pickRun(
  runs: Runs,
  title: string,
  word: string,
  onLook: (run: string) => void = () => {},
): Promise<string | undefined> {
  await runs.refresh();
  const offered = runs.all.filter((view) => runWords(view).includes(word));
  if (offered.length === 0) {
    void showInformation(
      runs.all.length > 0
        ? l10n.t('There is no run that this can be done with.')
        : l10n.t('No folder has been classified yet.'),
    );
    return undefined;
  }
  const onDidSelectItem = ({ run }: RunPickItem): void => onLook(run);
  const options = { title, matchOnDescription: true, matchOnDetail: true, onDidSelectItem };
  return (await window.showQuickPick(offered.map(pickItem), options))?.run;
}

function pickItem(view: RunView): RunPickItem {
  const { run, folder } = view.summary;
  return { run, label: runName(view.summary), description: runDescription(view), detail: folder };
}

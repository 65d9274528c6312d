import { commands, l10n, window } from 'vscode';
import type { ClassificationFailure } from './failure';
import { failureText } from './failureText';

/** Buttons of a message about failures that may help, by their text. */
export function recoveryActions(
  failures: readonly ClassificationFailure[],
): Map<string, () => Thenable<unknown>> {
  const actions = new Map<string, () => Thenable<unknown>>();
  const setting = failures.find((failure) => failure.setting)?.setting;
  if (setting) {
    const open = () => commands.executeCommand('workbench.action.openSettings', setting);
    actions.set(l10n.t('Open Settings'), open);
  }
  if (failures.some(({ concernsServer }) => concernsServer)) {
    const restart = () => commands.executeCommand('diffusionClassifier.restartServer');
    actions.set(l10n.t('Restart Server'), restart);
  }
  if (failures.some(({ isLogged }) => isLogged)) {
    const showLog = () => commands.executeCommand('diffusionClassifier.showLog');
    actions.set(l10n.t('Show Log'), showLog);
  }
  return actions;
}

/** Shows one failure, with what may help. */
export async function showFailure(failure: ClassificationFailure): Promise<void> {
  const actions = recoveryActions([failure]);
  const choice = await window.showErrorMessage(failureText(failure), ...actions.keys());
  await actions.get(choice ?? '')?.();
}

import { commands, env, l10n } from 'vscode';
import type { ClassificationFailure } from './failure';
import { failureText } from './failureText';
import { showError } from './messages';

/** Buttons of a message about failures that may help, by their text. */
export function recoveryActions(
  failures: readonly ClassificationFailure[],
): Map<string, () => Thenable<unknown>> {
  const actions = new Map<string, () => Thenable<unknown>>();
  const setting = failures.find((failure) => failure.setting)?.setting;
  if (setting) {
    actions.set(l10n.t('Open Settings'), () => openSettings(setting));
  }
  if (failures.some(({ concernsModel }) => concernsModel)) {
    const chooseModel = () => commands.executeCommand('diffusionClassifier.chooseModel');
    actions.set(l10n.t('Choose Model...'), chooseModel);
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

/**
 * Settings with the scope `machine`, which a remote window keeps apart from the person's own; all of
 * the extension's are found among those of the machine.
 */
const machineSetting =
  /^@ext:|^diffusionClassifier\.(model|providers|devices|cacheFolder|limits\.\w+)$/;

/** @param query the full name of a setting, or `@ext:` and the id of the extension for all */
export function openSettings(query: string): Thenable<unknown> {
  return env.remoteName && machineSetting.test(query)
    ? commands.executeCommand('workbench.action.openRemoteSettings', { query })
    : commands.executeCommand('workbench.action.openSettings', query);
}

/** Shows one failure, with what may help. */
export async function showFailure(failure: ClassificationFailure): Promise<void> {
  const actions = recoveryActions([failure]);
  const choice = await showError(failureText(failure), ...actions.keys());
  await actions.get(choice ?? '')?.();
}

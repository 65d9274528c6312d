import { ConfigurationTarget, l10n, window, workspace } from 'vscode';

/**
 * Has images classified with a model from now on: writes the setting of the person, or of the
 * machine in a remote window.
 *
 * @param model id or absolute path; undefined is the bundled one
 */
export async function useModel(model: string | undefined, title: string): Promise<void> {
  const settings = workspace.getConfiguration('diffusionClassifier');
  await settings.update('model', model, ConfigurationTarget.Global);
  window.setStatusBarMessage(l10n.t('Images are classified with {0} from now on.', title), 5000);
}

import path from 'node:path';
import { commands, l10n, type QuickPickItem, ThemeIcon, Uri, window, workspace } from 'vscode';
import { showWarning } from '../messages';
import { showSavedLabelSet } from './editLabelSet';
import { labelsOfFolders } from './folderNames';
import type { LabelChooser } from './labelChooser';
import { formatLabels } from './labels';
import { saveLabelSet } from './saveLabelSet';

/**
 * Makes a label set of the names of a folder's sub-folders: to be kept beside the folder or in the
 * settings, or to be used at once.
 *
 * @throws ClassificationFailure `file-not-writable`; NodeJS.ErrnoException when the folder cannot be
 *   read
 */
export async function labelsFromFolders(chooser: LabelChooser, folder: Uri): Promise<void> {
  const name = path.posix.basename(folder.path);
  const labels = await labelsOfFolders(folder.fsPath);
  if (labels.length < 2) {
    const message = l10n.t(
      'Expected at least two sub-folders in {0}, one for each label, but found {1}.',
      name,
      labels.length,
    );
    void showWarning(message);
    return;
  }
  const save: QuickPickItem = {
    label: l10n.t('Save as Label Set...'),
    iconPath: new ThemeIcon('save'),
  };
  const classify: QuickPickItem = {
    label: l10n.t('Classify {0} with These Labels', name),
    iconPath: new ThemeIcon('sparkle'),
  };
  const choice = await window.showQuickPick([save, classify], {
    title: l10n.t('{0} labels of the folders in {1}', labels.length, name),
    placeHolder: formatLabels(labels),
  });
  if (choice === save) {
    const saved = await saveLabelSet({ labels }, { name, folder: besideOf(folder) });
    if (saved) await showSavedLabelSet(saved);
  }
  if (choice === classify) {
    await chooser.remember({ labels });
    await commands.executeCommand('diffusionClassifier.classifyFolder', folder);
  }
}

/** The folder that holds it; the folder itself where that is outside of the workspace. */
function besideOf(folder: Uri): Uri {
  const above = Uri.joinPath(folder, '..');
  return workspace.getWorkspaceFolder(above) ? above : folder;
}

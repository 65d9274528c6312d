import { l10n, Uri, window, workspace } from 'vscode';
import { showWarning } from '../messages';
import { isRepository } from './modelItems';
import { useModel } from './useModel';

/** Asks for the name of a repository on the hub; undefined when the question was dismissed. */
export async function askRepository(): Promise<string | undefined> {
  const typed = await window.showInputBox({
    title: l10n.t('Download a Repository'),
    prompt: l10n.t('The name of a repository on Hugging Face that has ONNX files'),
    placeHolder: 'owner/name',
    ignoreFocusOut: true,
    validateInput: (value) =>
      value === '' || isRepository(value.trim()) ? undefined : l10n.t('Expected owner/name.'),
  });
  return typed?.trim();
}

/** Asks for the folder of a model, and has images classified with it. */
export async function useFolder(): Promise<void> {
  const [folder] =
    (await window.showOpenDialog({
      title: l10n.t('Choose the folder of a model'),
      openLabel: l10n.t('Use'),
      canSelectFiles: false,
      canSelectFolders: true,
    })) ?? [];
  if (!folder) return;
  const name = folder.path.split('/').at(-1) ?? folder.path;
  if (await isModelFolder(folder)) {
    await useModel(folder.fsPath, name);
    return;
  }
  const another = l10n.t('Choose Another Folder...');
  const message = l10n.t(
    'The folder {0} has no model_index.json. Expected a model in diffusers layout with ONNX files.',
    name,
  );
  if ((await showWarning(message, another)) === another) await useFolder();
}

async function isModelFolder(folder: Uri): Promise<boolean> {
  try {
    await workspace.fs.stat(Uri.joinPath(folder, 'model_index.json'));
    return true;
  } catch {
    return false;
  }
}

import { commands, env, l10n, type Uri, workspace } from 'vscode';
import { imageName } from './images';
import { namedText } from './listText';
import { showInformation } from './messages';

/**
 * Shows a file or folder where a person finds it: in the explorer, in the system's file manager, or,
 * in a remote window that has none, by its path.
 */
export async function reveal(file: Uri): Promise<void> {
  if (workspace.getWorkspaceFolder(file)) {
    await commands.executeCommand('revealInExplorer', file);
  } else if (!env.remoteName && file.scheme === 'file') {
    await commands.executeCommand('revealFileInOS', file);
  } else {
    const copy = l10n.t('Copy Path');
    const choice = await showInformation(namedText(imageName(file), file.fsPath), copy);
    if (choice === copy) await env.clipboard.writeText(file.fsPath);
  }
}

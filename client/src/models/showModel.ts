import { commands, env, l10n, Uri } from 'vscode';
import type { ModelEntry } from '../../../server/src/protocol';
import { namedText } from '../listText';
import { showInformation } from '../messages';
import { webPage } from './licence';

/** Shows a model's folder in the system's file manager, which a remote window has none of. */
export async function revealModel({ folder, title }: ModelEntry): Promise<void> {
  if (!folder) return;
  if (!env.remoteName) {
    await commands.executeCommand('revealFileInOS', Uri.file(folder));
    return;
  }
  const copy = l10n.t('Copy Path');
  const choice = await showInformation(namedText(title, folder), copy);
  if (choice === copy) await env.clipboard.writeText(folder);
}

export async function openModelPage({ source }: ModelEntry): Promise<void> {
  const page = source && webPage(`https://huggingface.co/${source.repository}`);
  if (page) await env.openExternal(page);
}

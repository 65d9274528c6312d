import { env, Uri } from 'vscode';
import type { ModelEntry } from '../../../server/src/protocol';
import { reveal } from '../reveal';
import { webPage } from './licence';

export async function revealModel({ folder }: ModelEntry): Promise<void> {
  if (folder) await reveal(Uri.file(folder));
}

export async function openModelPage({ source }: ModelEntry): Promise<void> {
  const page = source && webPage(`https://huggingface.co/${source.repository}`);
  if (page) await env.openExternal(page);
}

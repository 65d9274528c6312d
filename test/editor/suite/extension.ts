import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { DiffusionClassifierApi } from '../../../client/src/api';

export const id = 'diffusion-classifier.diffusion-classifier';

/** The extension under test, activated. */
export async function activated(): Promise<DiffusionClassifierApi> {
  const extension = vscode.extensions.getExtension<DiffusionClassifierApi>(id);
  assert.ok(extension, 'the extension is not known to VS Code');
  return extension.activate();
}

/** A copy of the workspace's picture of a cat under a name of its own: nothing is known of it yet. */
export async function freshImage(name: string): Promise<vscode.Uri> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  assert.ok(folder, 'no folder is open');
  const copy = vscode.Uri.joinPath(folder, name);
  await vscode.workspace.fs.copy(vscode.Uri.joinPath(folder, 'cat.jpg'), copy, { overwrite: true });
  return copy;
}

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

/** A copy of the workspace's first image under a name of its own: nothing is known of it yet. */
export async function freshImage(name: string): Promise<vscode.Uri> {
  const [image] = await vscode.workspace.findFiles('*.jpg', undefined, 1);
  assert.ok(image, 'the workspace holds no image');
  const copy = vscode.Uri.joinPath(image, '..', name);
  await vscode.workspace.fs.copy(image, copy, { overwrite: true });
  return copy;
}

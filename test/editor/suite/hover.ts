import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { activated, freshImage } from './extension';
import { test } from './runner';

test('the hover over an image link offers to classify, then shows the labels', async () => {
  const { classify } = await activated();
  const image = await freshImage('hovered.jpg');
  const file = vscode.Uri.joinPath(image, '..', 'hovered.md');
  await vscode.workspace.fs.writeFile(file, Buffer.from('![hovered](hovered.jpg)\n'));
  const document = await vscode.workspace.openTextDocument(file);

  const before = await hoverText(document);
  assert.match(before, /\]\(command:diffusionClassifier\.classifyImage/);

  const { predicted } = await classify(image, ['cat', 'dog']);
  assert.match(await hoverText(document), new RegExp(`\\b${predicted}\\b`));
});

async function hoverText(document: vscode.TextDocument): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    new vscode.Position(0, 4),
  );
  return hovers
    .flatMap(({ contents }) => contents)
    .map((content) => (typeof content === 'string' ? content : content.value))
    .join('\n');
}

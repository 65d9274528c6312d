import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { activated, freshImage } from './extension';
import { test } from './runner';

test('the hover over an image link offers to classify, then shows the labels', async () => {
  const { classify } = await activated();
  const image = await freshImage('hovered.jpg');
  const document = await documentBeside(image, 'hovered.md', '![hovered](hovered.jpg)\n');
  assert.match(await hoverText(document), /\]\(command:diffusionClassifier\.classifyImage/);
  const { predicted } = await classify(image, ['cat', 'dog']);
  assert.match(await hoverText(document), new RegExp(`\\b${predicted}\\b`));
});

test('names of images have one hover each in other languages', async () => {
  const image = await freshImage('named.jpg');
  const documents = {
    'named.json': '{ "image": "named.jpg" }',
    'named.py': "image = open('named.jpg')",
    'named.csv': 'cat,named.jpg',
    'named.yaml': 'image: named.jpg',
    'named.html': '<img src="named.jpg">',
    'named.css': 'a { background: url(named.jpg) }',
    'named.ts': "import image from './named.jpg';",
  };
  for (const [name, line] of Object.entries(documents)) {
    const text = await hoverText(await documentBeside(image, name, line));
    assert.equal(
      text.match(/command:diffusionClassifier\.classifyImage\?/g)?.length,
      1,
      `${name}: ${text}`,
    );
  }
});

test('names of images in the cells of a notebook have hovers', async () => {
  const image = await freshImage('in-notebook.jpg');
  const cell = (cell_type: string, source: string) => ({ cell_type, source, metadata: {} });
  const cells = [
    { ...cell('code', "open('in-notebook.jpg')"), outputs: [], execution_count: null },
    cell('markdown', '![a](in-notebook.jpg)'),
  ];
  const metadata = { language_info: { name: 'python' } };
  const file = vscode.Uri.joinPath(image, '..', 'pictures.ipynb');
  const json = JSON.stringify({ cells, metadata, nbformat: 4, nbformat_minor: 5 });
  await vscode.workspace.fs.writeFile(file, Buffer.from(json));
  const notebook = await vscode.workspace.openNotebookDocument(file);
  for (const { document } of notebook.getCells()) {
    assert.match(await hoverText(document), /command:diffusionClassifier/, document.languageId);
  }
});

async function documentBeside(
  image: vscode.Uri,
  name: string,
  text: string,
): Promise<vscode.TextDocument> {
  const file = vscode.Uri.joinPath(image, '..', name);
  await vscode.workspace.fs.writeFile(file, Buffer.from(text));
  return vscode.workspace.openTextDocument(file);
}

/**
 * What the hovers say over the last name of an image in the document's first line. A server whose
 * disk takes longer than 50 ms, as beside two other processes that start, leaves it to the next try.
 */
async function hoverText(document: vscode.TextDocument): Promise<string> {
  const place = document.lineAt(0).text.lastIndexOf('.jpg');
  for (let tries = 0; tries < 10; tries += 1) {
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      new vscode.Position(0, place),
    );
    const contents = hovers.flatMap((hover) => hover.contents);
    if (contents.length > 0) {
      return contents.map((each) => (typeof each === 'string' ? each : each.value)).join('\n');
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return '';
}

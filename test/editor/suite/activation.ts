import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';
import { activated, id } from './extension';
import { test } from './runner';

/** Files of the extension that the extension host has loaded. */
function loaded(): string[] {
  const folder = vscode.extensions.getExtension(id)?.extensionPath ?? '';
  const files = Object.keys(require.cache).filter((file) => file.startsWith(folder));
  return files.map((file) => path.basename(file));
}

// The first test of all: the others use what comes with the first use.
test('activating loads nothing that only its use needs', async () => {
  await activated();
  assert.ok(loaded().includes('client.js'), 'the extension is loaded by another name');
  const onDemand = /^(languageClient|\w+Requests|\w+Schema)-/;
  assert.deepEqual(
    loaded().filter((file) => onDemand.test(file)),
    [],
  );
});

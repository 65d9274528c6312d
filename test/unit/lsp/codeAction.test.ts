import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { MessageConnection } from 'vscode-jsonrpc/node';
import { connectInProcess, type FakeEngine, initialize } from './inProcessServer';

let client: MessageConnection;
let engine: FakeEngine;
let folder: string;
let uri: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lsp-'));
  uri = pathToFileURL(path.join(folder, 'notes.md')).href;
  for (const name of ['cat.png', 'my dog.jpg']) await writeFile(path.join(folder, name), 'pixels');
  ({ client, engine } = connectInProcess());
});
afterEach(async () => {
  client.dispose();
  await rm(folder, { recursive: true });
});

const open = (text: string) =>
  client.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'markdown', version: 1, text },
  });

const actions = (from: number, to = from, context: object = {}): Promise<unknown> =>
  client.sendRequest('textDocument/codeAction', {
    textDocument: { uri },
    range: { start: { line: from, character: 0 }, end: { line: to, character: 0 } },
    context: { diagnostics: [{ range: {}, message: 'spelling' }], ...context },
  });

const action = (name: string) => ({
  title: `Classify ${name}`,
  command: 'diffusionClassifier.classify',
  arguments: [pathToFileURL(path.join(folder, name)).href],
});

test('offers to classify the images of the line, and what is offered runs', async () => {
  await initialize(client);
  await open('# Notes\n\n![a](cat.png) or ![b](my%20dog.jpg), ![a](cat.png)\n');
  expect(await actions(2)).toEqual([action('cat.png'), action('my dog.jpg')]);
  const [{ command, arguments: given }] = (await actions(2)) as [ReturnType<typeof action>];
  await client.sendRequest('workspace/executeCommand', { command, arguments: given });
  expect(engine.asked).toMatchObject([{ image: given[0] }]);
});

test('offers those of every selected line, and no more than ten', async () => {
  await initialize(client);
  const names = Array.from({ length: 12 }, (_, index) => `${index}.png`);
  for (const name of names) await writeFile(path.join(folder, name), 'pixels');
  await open(
    `![](cat.png)\n\n![](my%20dog.jpg)\n${names.map((name) => `![](${name})\n`).join('')}`,
  );
  expect(await actions(0, 2)).toEqual([action('cat.png'), action('my dog.jpg')]);
  expect(await actions(3, 1_000_000)).toEqual(names.slice(0, 10).map(action));
});

test('shows the name of a file on one line, whatever it is', async () => {
  await initialize(client);
  await writeFile(path.join(folder, 'two\nlines.png'), 'pixels');
  await open('![a](two%0Alines.png)\n');
  expect(await actions(0)).toMatchObject([{ title: 'Classify two\uFFFDlines.png' }]);
});

test('offers nothing where there is no image', async () => {
  await initialize(client);
  expect(await actions(0)).toEqual([]);
  await open('cat.png in words\n![a](gone.png)\n![a](https://example.com/cat.png)\n');
  expect(await actions(0, 3)).toEqual([]);
  expect(await actions(99)).toEqual([]);
});

test('offers nothing to an editor that asks for actions of another kind', async () => {
  await initialize(client);
  await open('![a](cat.png)\n');
  expect(await actions(0, 0, { only: ['source.organizeImports'] })).toEqual([]);
  expect(await actions(0, 0, { only: [] })).toEqual([action('cat.png')]);
});

test('offers nothing once the client has switched it off', async () => {
  await initialize(client);
  await open('![a](cat.png)\n');
  await client.sendNotification('workspace/didChangeConfiguration', {
    settings: { diffusionClassifier: { codeActions: false } },
  });
  expect(await actions(0)).toEqual([]);
});

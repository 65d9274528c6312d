import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import type { MessageConnection } from 'vscode-jsonrpc/node';
import { connectInProcess, type FakeEngine, failureOf, initialize } from './inProcessServer';

let client: MessageConnection;
let engine: FakeEngine;
let messages: { type: number; message: string }[];

beforeEach(() => {
  ({ client, engine } = connectInProcess());
  messages = [];
  client.onNotification('window/showMessage', (shown: { type: number; message: string }) => {
    messages.push(shown);
  });
});
afterEach(() => client.dispose());

const configure = (settings: unknown) =>
  client.sendNotification('workspace/didChangeConfiguration', { settings });

/** The model that a request without one is classified by. */
async function modelInForce(): Promise<string | undefined> {
  await client.sendRequest('diffusionClassifier/classify', { image: '/a.png', labels: ['cat'] });
  return engine.asked.at(-1)!.model;
}

const limitsInForce = () => engine.options.limits!();

test.each([
  ['bare', { limits: { megabytes: 1 }, model: 'tiny' }],
  [
    'filed under our name',
    { diffusionClassifier: { limits: { megabytes: 1 }, model: 'tiny' }, other: 1 },
  ],
])('takes options %s at the start', async (_, initializationOptions) => {
  await initialize(client, { initializationOptions });
  expect(limitsInForce()).toEqual({ megabytes: 1 });
  expect(await modelInForce()).toBe('tiny');
  expect(messages).toEqual([]);
});

test.each([[undefined], [null], [{}], [{ diffusionClassifier: null }]])(
  'options %j are no options',
  async (initializationOptions) => {
    await initialize(client, { initializationOptions });
    expect(limitsInForce()).toEqual({});
    expect(await modelInForce()).toBeUndefined();
    expect(messages).toEqual([]);
  },
);

test('a request’s own model goes before the one of the options', async () => {
  await initialize(client, { initializationOptions: { model: 'tiny' } });
  await client.sendRequest('diffusionClassifier/classify', {
    image: '/a.png',
    labels: ['cat'],
    model: 'large',
  });
  expect(engine.asked).toMatchObject([{ model: 'large' }]);
});

test('a wrong option is named to the person at the editor, and the others hold', async () => {
  await initialize(client, {
    initializationOptions: { limits: { megabytes: -1 }, model: 'tiny', colour: 'red' },
  });
  expect(messages).toEqual([{ type: 2, message: expect.any(String) }]);
  expect(messages[0]!.message).toContain('limits.megabytes: expected number to be >0');
  expect(messages[0]!.message).toContain('colour: unknown field');
  expect(messages[0]!.message).toContain('docs/editors.md');
  expect(limitsInForce()).toEqual({});
  expect(await modelInForce()).toBe('tiny');
});

test.each([['fast'], [7], [[1]], [true]])(
  'options that are no object (%j) change nothing and are said to be wrong',
  async (initializationOptions) => {
    await initialize(client, { initializationOptions });
    expect(messages[0]!.message).toContain('expected object');
    expect(await modelInForce()).toBeUndefined();
  },
);

test('a configuration is laid over the options of the start', async () => {
  await initialize(client, {
    initializationOptions: { model: 'tiny', limits: { megapixels: 5 } },
  });
  await configure({ diffusionClassifier: { limits: { megabytes: 2 } } });
  expect(await modelInForce()).toBe('tiny');
  expect(limitsInForce()).toEqual({ megabytes: 2 });
  await configure({ diffusionClassifier: { model: 'large' } });
  expect(await modelInForce()).toBe('large');
  expect(limitsInForce()).toEqual({ megapixels: 5 });
  expect(messages).toEqual([]);
});

test('a wrong option in a later configuration leaves the one in force as it was', async () => {
  await initialize(client, { initializationOptions: { model: 'tiny' } });
  await configure({ diffusionClassifier: { model: 'large', limits: { seconds: 3 } } });
  await configure({ diffusionClassifier: { model: '', limits: { seconds: 4 } } });
  expect(await modelInForce()).toBe('large');
  expect(limitsInForce()).toEqual({ seconds: 4 });
  expect(messages).toEqual([{ type: 2, message: expect.stringContaining('model: ') }]);
});

test.each([[undefined], [null], [{}], [{ python: {} }], ['all'], [[]]])(
  'a configuration without ours (%j) changes nothing',
  async (settings) => {
    await initialize(client, { initializationOptions: { model: 'tiny' } });
    await configure(settings);
    expect(await modelInForce()).toBe('tiny');
    expect(messages).toEqual([]);
  },
);

test('a client that can be asked for its configuration is asked when it sends none', async () => {
  const asked: unknown[] = [];
  let answer: unknown = { model: 'large' };
  client.onRequest('workspace/configuration', ({ items }: { items: unknown[] }) => {
    asked.push(...items);
    return [answer];
  });
  await initialize(client, {
    capabilities: { workspace: { configuration: true } },
    initializationOptions: { model: 'tiny' },
  });
  await configure(null);
  await expect.poll(modelInForce).toBe('large');
  expect(asked).toEqual([{ section: 'diffusionClassifier' }]);
  answer = null;
  await configure(null);
  await expect.poll(modelInForce).toBe('tiny');
});

test('a client that refuses to tell its configuration keeps the options it gave', async () => {
  let asked = 0;
  client.onRequest('workspace/configuration', () => {
    asked += 1;
    throw new Error('not now');
  });
  await initialize(client, {
    capabilities: { workspace: { configuration: true } },
    initializationOptions: { model: 'tiny' },
  });
  await configure(null);
  await expect.poll(() => asked).toBe(1);
  expect(await modelInForce()).toBe('tiny');
});

test('a configuration before initialize is not heard', async () => {
  await configure({ diffusionClassifier: { model: 'large' } });
  await initialize(client);
  expect(await modelInForce()).toBeUndefined();
});

test('code actions and the command are offered unless the client has its own', async () => {
  expect(await initialize(client)).toMatchObject({
    capabilities: {
      codeActionProvider: true,
      executeCommandProvider: { commands: ['diffusionClassifier.classify'] },
    },
  });
  const other = connectInProcess().client;
  const answer = await initialize(other, { initializationOptions: { codeActions: false } });
  expect(answer).not.toHaveProperty('capabilities.codeActionProvider');
  expect(answer).not.toHaveProperty('capabilities.executeCommandProvider');
  other.dispose();
});

test('a second initialize does not change the options', async () => {
  await initialize(client, { initializationOptions: { model: 'tiny' } });
  await failureOf(initialize(client, { initializationOptions: { model: 'large' } }));
  expect(await modelInForce()).toBe('tiny');
});

test('hovers have links for a client that says it can run them', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'lsp-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(path.join(folder, 'cat.png'), 'pixels');
  const hover = async (commandLinks: boolean): Promise<unknown> => {
    const { client: other } = connectInProcess();
    await initialize(other, { initializationOptions: { commandLinks, cacheFolder: null } });
    const uri = pathToFileURL(path.join(folder, 'notes.md')).href;
    const document = { uri, languageId: 'markdown', version: 1, text: '![a](cat.png)\n' };
    await other.sendNotification('textDocument/didOpen', { textDocument: document });
    const position = { line: 0, character: 2 };
    const answer = other.sendRequest('textDocument/hover', { textDocument: { uri }, position });
    return await answer.finally(() => other.dispose());
  };
  expect(JSON.stringify(await hover(true))).toContain('](command:diffusionClassifier.');
  expect(JSON.stringify(await hover(false))).not.toContain('](command:');
  expect(JSON.stringify(await hover(false))).toContain('A code action on this line');
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  CancellationTokenSource,
  type MessageConnection,
  NotificationType,
  ProgressType,
} from 'vscode-jsonrpc/node';
import { Failure } from '../../../server/src/failure';
import type { ClassifyResult } from '../../../server/src/protocol';
import {
  connectInProcess,
  type FakeEngine,
  failureOf,
  initialize,
  resultFor,
  standing,
} from './inProcessServer';

let engine: FakeEngine;
let client: MessageConnection;
let folder: string;
let image: string;
let imageUri: string;

const requestInitialize = (parameters: object = {}) => initialize(client, parameters);

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lsp-'));
  image = path.join(folder, 'a #1.jpg');
  imageUri = pathToFileURL(image).href;
  await writeFile(image, 'pixels');
  ({ client, engine } = connectInProcess());
});
afterEach(async () => {
  client.dispose();
  await rm(folder, { recursive: true });
});

const classify = (parameters: object = {}): Promise<ClassifyResult> =>
  client.sendRequest('diffusionClassifier/classify', {
    image: imageUri,
    labels: ['cat'],
    ...parameters,
  });

test('says what it can do', async () => {
  expect(await requestInitialize()).toMatchObject({
    capabilities: {
      textDocumentSync: 2,
      hoverProvider: true,
      experimental: { diffusionClassifier: { protocolVersion: 1 } },
    },
  });
});

test('refuses work before it is initialized, after shutdown, and a second initialize', async () => {
  expect((await failureOf(classify())).code).toBe(-32002);
  await requestInitialize();
  expect((await failureOf(requestInitialize())).code).toBe(-32600);
  await client.sendRequest('shutdown');
  expect((await failureOf(classify())).code).toBe(-32600);
  expect(engine.asked).toEqual([]);
  expect(engine.disposed).toBe(true);
});

test('hands the request to the engine without the tokens and answers its result', async () => {
  await requestInitialize();
  const options = { samples: 20, loss: 'l1' };
  expect(await classify({ options, workDoneToken: 1, standingToken: 's' })).toEqual(
    resultFor(engine.asked[0]!),
  );
  expect(engine.asked).toEqual([{ image: imageUri, labels: ['cat'], options }]);
});

test('progress begins, reports and ends, and standings arrive, all before the answer', async () => {
  await requestInitialize();
  engine.work = async (request, { onStanding }) => {
    onStanding?.(standing);
    onStanding?.({ ...standing, evaluations: 20 });
    return resultFor(request);
  };
  const progress: unknown[] = [];
  const standings: unknown[] = [];
  client.onProgress(new ProgressType<unknown>(), 'work', (value) => {
    progress.push(value);
  });
  client.onProgress(new ProgressType<unknown>(), 7, (value) => {
    standings.push(value);
  });
  await classify({ workDoneToken: 'work', standingToken: 7 });
  expect(progress).toEqual([
    { kind: 'begin', title: 'Classifying a #1.jpg', percentage: 0, cancellable: true },
    { kind: 'report', percentage: 25, message: 'cat' },
    { kind: 'report', percentage: 100, message: 'cat' },
    { kind: 'end' },
  ]);
  expect(standings).toEqual([standing, { ...standing, evaluations: 20 }]);
});

test('standings go to nobody who has not asked for them', async () => {
  await requestInitialize();
  engine.work = async (request, { onStanding }) => {
    onStanding?.(standing);
    return resultFor(request);
  };
  const unexpected: unknown[] = [];
  client.onUnhandledProgress((progress) => unexpected.push(progress));
  await classify();
  expect(unexpected).toEqual([]);
});

test('a cancel aborts the engine’s work, ends the progress and is answered with -32800', async () => {
  await requestInitialize();
  const source = new CancellationTokenSource();
  engine.work = (_, { signal }) =>
    new Promise((_, reject) => {
      signal!.addEventListener('abort', () => reject(new Failure('cancelled', 'Cancelled.')));
      source.cancel();
    });
  const seen: string[] = [];
  client.onProgress(new ProgressType<{ kind: string }>(), 'work', ({ kind }) => {
    seen.push(kind);
  });
  const answer = client.sendRequest(
    'diffusionClassifier/classify',
    { image: imageUri, labels: ['cat'], workDoneToken: 'work' },
    source.token,
  );
  expect((await failureOf(answer)).code).toBe(-32800);
  expect(seen).toEqual(['begin', 'end']);
});

test('a failure is answered with its code and details', async () => {
  await requestInitialize();
  engine.work = async () => {
    throw new Failure('label-unknown', 'No "unicorn".', { label: 'unicorn' });
  };
  expect(await failureOf(classify())).toMatchObject({
    code: -32001,
    message: 'No "unicorn".',
    data: { code: 'label-unknown', details: { label: 'unicorn' } },
  });
});

test('a bug in the engine is an internal error and in the log, and the server goes on', async () => {
  await requestInitialize();
  const logged: string[] = [];
  client.onNotification('window/logMessage', ({ message }: { message: string }) => {
    logged.push(message);
  });
  engine.work = async () => {
    throw new TypeError('x is not a function');
  };
  expect((await failureOf(classify())).code).toBe(-32603);
  expect(logged).toEqual([expect.stringContaining('server.test.ts')]);
  engine.work = () => Promise.reject('no error at all');
  expect((await failureOf(classify())).code).toBe(-32603);
  expect(logged[1]).toBe('diffusionClassifier/classify: no error at all');
  engine.work = async (request) => resultFor(request);
  await expect(classify()).resolves.toMatchObject({ predicted: 'cat' });
});

test('known is null before, the result after, and null again once the file changes', async () => {
  await requestInitialize();
  const known = () => client.sendRequest('diffusionClassifier/known', { image: imageUri });
  expect(await known()).toBeNull();
  await classify({ image });
  const result = { ...resultFor(engine.asked[0]!), image: imageUri };
  expect(await known()).toEqual({ ...result, classified: expect.stringMatching(/Z$/) });
  await writeFile(image, 'other pixels');
  expect(await known()).toBeNull();
  expect(engine.asked).toHaveLength(1);
});

test('of what is no file of this machine nothing is known', async () => {
  await requestInitialize();
  for (const image of ['https://example.com/cat.jpg', 'cat.jpg', 'data:image/png;base64,AAAA']) {
    expect(await client.sendRequest('diffusionClassifier/known', { image })).toBeNull();
  }
});

test('a file that changes while it is classified is not known afterwards', async () => {
  await requestInitialize();
  engine.work = async (request) => {
    await writeFile(image, 'other pixels');
    return resultFor(request);
  };
  await classify();
  expect(await client.sendRequest('diffusionClassifier/known', { image: imageUri })).toBeNull();
});

test('hover follows the edited document and the state of the file', async () => {
  await requestInitialize();
  const uri = pathToFileURL(path.join(folder, 'notes.md')).href;
  const hover = (line: number, character: number) =>
    client.sendRequest('textDocument/hover', {
      textDocument: { uri },
      position: { line, character },
    });
  await client.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'markdown', version: 1, text: '# Notes\n\n![a](gone.jpg)\n' },
  });
  expect(await hover(2, 3)).toBeNull();
  await client.sendNotification('textDocument/didChange', {
    textDocument: { uri, version: 2 },
    contentChanges: [
      {
        range: { start: { line: 2, character: 0 }, end: { line: 2, character: 14 } },
        text: 'A ![a](a%20%231.jpg)',
      },
    ],
  });
  const range = { start: { line: 2, character: 2 }, end: { line: 2, character: 20 } };
  const offer = expect.stringContaining('has not been classified');
  expect(await hover(2, 3)).toEqual({ contents: { kind: 'markdown', value: offer }, range });
  await classify();
  const known = expect.stringContaining('| cat | \\>99.9% |');
  expect(await hover(2, 3)).toEqual({ contents: { kind: 'markdown', value: known }, range });
  await writeFile(image, 'other pixels');
  expect(await hover(2, 3)).toEqual({ contents: { kind: 'markdown', value: offer }, range });
  expect(await hover(0, 0)).toBeNull();
  expect(await hover(99, 0)).toBeNull();
  expect(engine.asked).toHaveLength(1);
});

test('hover speaks the client’s language', async () => {
  await requestInitialize({ locale: 'zh-cn' });
  const uri = pathToFileURL(path.join(folder, 'notes.md')).href;
  await client.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'markdown', version: 1, text: '[a]: <a%20%231.jpg>\n' },
  });
  const hover = client.sendRequest('textDocument/hover', {
    textDocument: { uri },
    position: { line: 0, character: 1 },
  });
  expect(await hover).toEqual({
    contents: { kind: 'markdown', value: expect.stringContaining('尚未分类') },
    range: { start: { line: 0, character: 0 }, end: { line: 0, character: 19 } },
  });
});

test('status goes out when the client is ready, then as the engine says', async () => {
  const seen: unknown[] = [];
  client.onNotification(new NotificationType('diffusionClassifier/status'), (status) => {
    seen.push(status);
  });
  await requestInitialize();
  await client.sendNotification('initialized', {});
  const busy = { health: 'warning', quiescent: false, message: 'restarted', model: 'm' } as const;
  await expect.poll(() => seen).toHaveLength(1);
  engine.options.onStatus?.(busy);
  await expect.poll(() => seen).toEqual([{ health: 'ok', quiescent: true }, busy]);
});

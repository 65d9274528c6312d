import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  CancellationTokenSource,
  type MessageConnection,
  ProgressType,
  ResponseError,
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

let client: MessageConnection;
let engine: FakeEngine;
let folder: string;
let image: string;
let uri: string;
let messages: unknown[];

const withProgress = { capabilities: { window: { workDoneProgress: true } } };

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lsp-'));
  image = path.join(folder, 'cat.png');
  uri = pathToFileURL(image).href;
  await writeFile(image, 'pixels');
  ({ client, engine } = connectInProcess());
  messages = [];
  client.onNotification('window/showMessage', (shown: unknown) => {
    messages.push(shown);
  });
});
afterEach(async () => {
  client.dispose();
  await rm(folder, { recursive: true });
});

const execute = (given: unknown, more: object = {}): Promise<ClassifyResult> =>
  client.sendRequest('workspace/executeCommand', {
    command: 'diffusionClassifier.classify',
    arguments: given,
    ...more,
  });

/** What arrives on a token for progress. */
function progressOn(token: string): { kind: string }[] {
  const seen: { kind: string }[] = [];
  client.onProgress(new ProgressType<{ kind: string }>(), token, (value) => {
    seen.push(value);
  });
  return seen;
}

/** Lets the server make a token, and keeps what arrives on it. */
function acceptProgress(): { tokens: string[]; seen: { kind: string }[] } {
  const tokens: string[] = [];
  const seen: { kind: string }[] = [];
  client.onRequest('window/workDoneProgress/create', ({ token }: { token: string }) => {
    tokens.push(token);
    client.onProgress(new ProgressType<{ kind: string }>(), token, (value) => {
      seen.push(value);
    });
    return null;
  });
  return { tokens, seen };
}

/** Work that goes on until it is cancelled. */
function workUntilCancelled(): Promise<void> {
  return new Promise((started) => {
    engine.work = (_, { signal }) =>
      new Promise((_, reject) => {
        signal!.addEventListener('abort', () => reject(new Failure('cancelled', 'Cancelled.')));
        started();
      });
  });
}

test('classifies with the labels and options given, says how it ended, and hovers know', async () => {
  await initialize(client);
  engine.work = async (request) => ({
    ...resultFor(request),
    labels: [
      { label: 'cat', probability: 0.942, error: 0.1, samples: 9, margin: 0 },
      { label: 'dog', probability: 0.0576, error: 0.2, samples: 9, margin: 0.1 },
      { label: 'ship', probability: 0.0003, error: 0.3, samples: 9, margin: 0.2 },
      { label: 'frog', probability: 0.0001, error: 0.3, samples: 9, margin: 0.2 },
    ],
  });
  const result = await execute([uri, ['cat', { label: 'dog' }], { samples: 9 }]);
  expect(result.predicted).toBe('cat');
  expect(engine.asked).toEqual([
    { image: uri, labels: ['cat', { label: 'dog' }], options: { samples: 9 } },
  ]);
  expect(messages).toEqual([{ type: 3, message: 'cat.png: cat 94.2%, dog 5.8%, ship <0.1%' }]);
  expect(await client.sendRequest('diffusionClassifier/known', { image: uri })).toEqual({
    ...(result as object),
    classified: expect.any(String),
  });
});

test('classifies by the labels and the model of the options', async () => {
  await initialize(client, { initializationOptions: { labels: ['cat', 'dog'], model: 'tiny' } });
  await execute([uri]);
  await execute([image, null, null]);
  expect(engine.asked).toEqual([
    { image: uri, labels: ['cat', 'dog'], model: 'tiny' },
    { image, labels: ['cat', 'dog'], model: 'tiny' },
  ]);
});

test('classifies by the model’s own labels where none are given', async () => {
  await initialize(client);
  await execute([uri]);
  expect(engine.asked[0]!.labels).toHaveLength(10);
  expect(engine.asked[0]!.labels).toContain('cat');
});

test('a model that is not calibrated gives an order and no percentages', async () => {
  await initialize(client, { locale: 'zh-cn' });
  engine.work = async (request) => ({
    ...resultFor(request),
    calibrated: false,
    labels: [
      { label: 'cat', probability: null, error: 0.1, samples: 9, margin: 0 },
      { label: 'dog', probability: null, error: 0.2, samples: 9, margin: 0.1 },
    ],
  });
  await execute([uri, ['cat', 'dog']]);
  expect(messages).toEqual([{ type: 3, message: 'cat.png：cat，dog，未经校准' }]);
});

test('a data URI is classified, too', async () => {
  await initialize(client);
  await execute(['data:image/png;base64,AAAA', ['cat']]);
  expect(messages).toEqual([{ type: 3, message: 'image: cat >99.9%' }]);
});

test('a failure is shown and answered', async () => {
  await initialize(client);
  engine.work = async () => {
    throw new Failure('label-unknown', 'No "unicorn".', { label: 'unicorn' });
  };
  expect(await failureOf(execute([uri, ['unicorn']]))).toMatchObject({
    code: -32001,
    data: { code: 'label-unknown', details: { label: 'unicorn' } },
  });
  expect(messages).toEqual([{ type: 1, message: 'No "unicorn".' }]);
});

test('a model of the options that is not there is shown and answered', async () => {
  await initialize(client, { initializationOptions: { model: 'no-such-model' } });
  expect((await failureOf(execute([uri]))).data).toMatchObject({ code: 'model-not-found' });
  expect(messages).toEqual([
    { type: 1, message: expect.stringContaining('There is no model no-such-model') },
  ]);
});

test.each<[string, unknown, string]>([
  ['no image', [], 'arguments: expected array to have >=1 items'],
  ['an image that is no text', [7], 'arguments[0]: expected string'],
  ['labels that are no list', ['/cat.png', 'cat'], 'arguments[1]: expected array'],
  [
    'an unknown option',
    ['/cat.png', ['cat'], { colour: 'red' }],
    'arguments[2].colour: unknown field',
  ],
  ['no arguments', undefined, 'arguments: expected'],
])('refuses %s and says which argument it is', async (_, given, problem) => {
  await initialize(client);
  const { code, message } = await failureOf(execute(given));
  expect(code).toBe(-32602);
  expect(message).toContain(problem);
  expect(engine.asked).toEqual([]);
});

test('refuses a command that is not ours', async () => {
  await initialize(client);
  const answer = client.sendRequest('workspace/executeCommand', {
    command: 'rm',
    arguments: [uri],
  });
  const { code, message } = await failureOf(answer);
  expect(code).toBe(-32602);
  expect(message).toContain('command: expected "diffusionClassifier.classify"');
});

test('shows progress by a token that it asks the client to make', async () => {
  await initialize(client, withProgress);
  const { tokens, seen } = acceptProgress();
  engine.work = async (request, { onStanding }) => {
    onStanding?.(standing);
    return resultFor(request);
  };
  await execute([uri, ['cat']]);
  expect(tokens).toHaveLength(1);
  expect(seen).toEqual([
    { kind: 'begin', title: 'Classifying cat.png', percentage: 0, cancellable: true },
    { kind: 'report', percentage: 25, message: 'cat' },
    { kind: 'end' },
  ]);
});

test('a cancel of the progress cancels the classification, and nobody is bothered', async () => {
  await initialize(client, withProgress);
  const { tokens, seen } = acceptProgress();
  const started = workUntilCancelled();
  const answer = failureOf(execute([uri, ['cat']]));
  await started;
  await client.sendNotification('window/workDoneProgress/cancel', { token: tokens[0] });
  expect((await answer).code).toBe(-32800);
  expect(seen.map(({ kind }) => kind)).toEqual(['begin', 'end']);
  expect(messages).toEqual([]);
});

test('a cancel of the command cancels the classification', async () => {
  await initialize(client);
  const source = new CancellationTokenSource();
  const started = workUntilCancelled();
  const answer = client.sendRequest(
    'workspace/executeCommand',
    { command: 'diffusionClassifier.classify', arguments: [uri, ['cat']] },
    source.token,
  );
  await started;
  source.cancel();
  expect((await failureOf(answer)).code).toBe(-32800);
});

test('uses the client’s own token where the command brings one', async () => {
  await initialize(client, withProgress);
  const { tokens } = acceptProgress();
  const seen = progressOn('mine');
  await execute([uri, ['cat']], { workDoneToken: 'mine' });
  expect(tokens).toEqual([]);
  expect(seen.map(({ kind }) => kind)).toEqual(['begin', 'end']);
});

test('classifies without progress for a client that refuses the token', async () => {
  await initialize(client, withProgress);
  client.onRequest('window/workDoneProgress/create', () => new ResponseError(-32000, 'No more.'));
  const unexpected: unknown[] = [];
  client.onUnhandledProgress((value) => unexpected.push(value));
  await execute([uri, ['cat']]);
  expect(unexpected).toEqual([]);
  expect(messages).toHaveLength(1);
});

test('a client that never makes the token it was asked for gets its answer all the same', async () => {
  await initialize(client, withProgress);
  client.onRequest('window/workDoneProgress/create', () => new Promise(() => {}));
  expect((await execute([uri, ['cat', 'dog']])).predicted).toBe('cat');
});

import { afterEach, beforeEach, expect, test } from 'vitest';
import { CancellationTokenSource, type MessageConnection, ProgressType } from 'vscode-jsonrpc/node';
import { Failure } from '../../../server/src/failure';
import type { ExplainRequest } from '../../../server/src/protocol';
import {
  connectInProcess,
  explanationOf,
  type FakeEngine,
  failureOf,
  initialize,
} from './inProcessServer';

let engine: FakeEngine;
let client: MessageConnection;
const asked: ExplainRequest = { image: '/any.png', labels: ['cat', 'dog'] };
const method = 'diffusionClassifier/explain';

beforeEach(async () => {
  ({ client, engine } = connectInProcess());
  await initialize(client, { initializationOptions: { model: 'mine' } });
});
afterEach(() => client.dispose());

test('an explanation is answered, with progress up to it, by the model of the settings', async () => {
  let requested: ExplainRequest | undefined;
  engine.explanation = async (request, { onStep }) => {
    requested = request;
    onStep!({ name: 'choosing', done: 0, total: 1 });
    onStep!({ name: 'encoding', done: 1, total: 2 });
    onStep!({ name: 'evaluating', done: 20, total: 80 });
    return explanationOf(request);
  };
  const seen: object[] = [];
  client.onProgress(new ProgressType<object>(), 'work', (value) => {
    seen.push(value);
  });
  const parameters = { ...asked, options: { samples: 40, loss: 'l1' }, workDoneToken: 'work' };
  expect(await client.sendRequest(method, parameters)).toEqual(explanationOf(asked));
  expect(requested).toEqual({ ...asked, options: { samples: 40, loss: 'l1' }, model: 'mine' });
  expect(seen).toMatchObject([
    { kind: 'begin', title: 'Explaining any.png', cancellable: true },
    { kind: 'report', percentage: 0, message: 'Trying what to run on' },
    { kind: 'report', percentage: 0, message: 'Reading the labels: 1 of 2' },
    { kind: 'report', percentage: 25 },
    { kind: 'end' },
  ]);
});

test('the model of a request goes before that of the settings', async () => {
  let model: string | undefined;
  engine.explanation = async (request) => {
    model = request.model;
    return explanationOf(request);
  };
  await client.sendRequest(method, {
    ...asked,
    image: 'data:image/png;base64,AA==',
    model: 'other',
  });
  expect(model).toBe('other');
});

test('a cancel aborts the work, ends the progress and is answered with -32800', async () => {
  const source = new CancellationTokenSource();
  engine.explanation = (_, { signal }) =>
    new Promise((_, reject) => {
      signal!.addEventListener('abort', () => reject(new Failure('cancelled', 'Cancelled.')));
      source.cancel();
    });
  const seen: string[] = [];
  client.onProgress(new ProgressType<{ kind: string }>(), 'work', ({ kind }) => {
    seen.push(kind);
  });
  const answer = client.sendRequest(method, { ...asked, workDoneToken: 'work' }, source.token);
  expect((await failureOf(answer)).code).toBe(-32800);
  expect(seen).toEqual(['begin', 'end']);
});

test.each([
  [{ labels: ['cat'] }, /labels/],
  [{ labels: ['cat', 'dog', 'frog'] }, /labels/],
  [{ image: undefined }, /image/],
  [{ options: { elimination: 'none' } }, /elimination/],
])('parameters %j are refused by their field', async (changes, field) => {
  const failure = await failureOf(client.sendRequest(method, { ...asked, ...changes }));
  expect(failure.code).toBe(-32602);
  expect(failure.message).toMatch(field);
});

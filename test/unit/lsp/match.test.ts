import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CancellationTokenSource, type MessageConnection, ProgressType } from 'vscode-jsonrpc/node';
import type { EvaluateRequest } from '../../../server/src/engine';
import { Failure } from '../../../server/src/failure';
import { type MatchReport, matchParamsSchema } from '../../../server/src/protocol';
import { connectInProcess, type FakeEngine, failureOf, initialize } from './inProcessServer';

const method = 'diffusionClassifier/match';
const source = path.resolve(__dirname, '../../fixtures/winoground');
const model = path.resolve(__dirname, '../../fixtures/tiny-sd1');

let engine: FakeEngine;
let client: MessageConnection;
beforeEach(async () => {
  ({ client, engine } = connectInProcess());
  await initialize(client, { initializationOptions: { model } });
});
afterEach(() => client.dispose());

/** Errors that fall from caption to caption. */
async function evaluated({ labels, samples }: EvaluateRequest) {
  const rows = labels.map((_, row) => samples.map(() => 1 / (row + 1)));
  return {
    names: [],
    rowsOfLabel: labels.map(() => 1),
    errors: { l2: rows, l1: rows, huber: rows },
    evaluations: labels.length * samples.length,
    remembered: 0,
    warnings: [],
    model: 'fake',
    provider: 'cpu' as const,
    seconds: 0.1,
  };
}

test('groups come as they are done, the scores at the end, by the model of the settings', async () => {
  engine.evaluation = async (request, { onStep } = {}) => {
    expect(request.model).toBe(model);
    onStep!({ name: 'evaluating', done: 1, total: 2 });
    return await evaluated(request);
  };
  const groups: unknown[] = [];
  client.onProgress(new ProgressType<{ done: number; total: number }>(), 'group', (progress) => {
    groups.push([progress.done, progress.total]);
  });
  const seen: { kind: string; percentage?: number }[] = [];
  client.onProgress(new ProgressType<{ kind: string }>(), 'work', (value) => {
    seen.push(value);
  });
  const report: MatchReport = await client.sendRequest(method, {
    source,
    options: { samples: 2 },
    workDoneToken: 'work',
    groupToken: 'group',
  });
  expect(report.groups).toHaveLength(12);
  expect(report.scores[0]!.scores.text).toMatchObject({ count: 0, of: 12 });
  expect(groups).toEqual(Array.from({ length: 12 }, (_, index) => [index + 1, 12]));
  expect(seen[0]).toMatchObject({ kind: 'begin', title: 'Matching winoground', cancellable: true });
  expect(seen[1]).toMatchObject({ kind: 'report', percentage: 2 });
  expect(seen.at(-1)).toMatchObject({ kind: 'end' });
});

test('a cancel ends the progress and is answered with -32800', async () => {
  const stop = new CancellationTokenSource();
  engine.evaluation = (_, { signal } = {}) =>
    new Promise((_, reject) => {
      signal!.addEventListener('abort', () => reject(new Failure('cancelled', 'Cancelled.')));
      stop.cancel();
    });
  const answer = client.sendRequest(method, { source, model }, stop.token);
  expect((await failureOf(answer)).code).toBe(-32800);
});

test('the example of the document is one that the server takes', () => {
  const document = readFileSync(path.resolve(__dirname, '../../../docs/protocol.md'), 'utf8');
  const examples = [...document.matchAll(/^```json\n([\s\S]*?)^```$/gm)];
  const own = examples.map(([, json]) => JSON.parse(json!)).find((one) => one.method === method);
  expect(() => matchParamsSchema.parse(own.params)).not.toThrow();
  for (const name of Object.keys(matchParamsSchema.shape)) {
    expect(document).toContain(`\`${name}\``);
  }
});

test.each([
  [{ source: '' }, /source/],
  [{ source, options: { references: 0 } }, /references/],
  [{ source, options: { keep: [1] } }, /keep: unknown field/],
])('%o is refused by field', async (params, message) => {
  expect((await failureOf(client.sendRequest(method, params))).message).toMatch(message);
});

test('a file that is none', async () => {
  const { message } = await failureOf(client.sendRequest(method, { source: '/none.jsonl' }));
  expect(message).toContain('/none.jsonl: it cannot be read (ENOENT)');
});

import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { CancellationTokenSource, type MessageConnection } from 'vscode-jsonrpc/node';
import type { RunSummary, SortSummary, UndoSummary } from '../../../server/src/protocol';
import { connectInProcess, failureOf, initialize } from './inProcessServer';

let client: MessageConnection;
let folder: string;
let run: string;

function ask<T>(method: string, parameters: object): Promise<T> {
  return client.sendRequest(`diffusionClassifier/${method}`, parameters);
}

function temporaryFolder(): string {
  const made = mkdtempSync(path.join(tmpdir(), 'sorting-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true, maxRetries: 5 }));
  return made;
}

beforeEach(async () => {
  folder = path.join(temporaryFolder());
  for (const name of ['1.png', '2.png', '3.png']) writeFileSync(path.join(folder, name), name);
  const connected = connectInProcess();
  client = connected.client;
  onTestFinished(() => client.dispose());
  await initialize(client, { initializationOptions: { cacheFolder: temporaryFolder() } });
  const labels = ['cat', 'dog'];
  ({ run } = await ask<RunSummary>('classifyFolder', { folder, labels }));
  onTestFinished(() => rmSync(`${folder}-sorted`, { recursive: true, force: true }));
});

test('a run is planned, sorted and brought back', async () => {
  const asked = { run, way: 'move' };
  const plan = await ask<SortSummary>('runs/sort', { ...asked, dryRun: true });
  expect(plan).toMatchObject({ images: 3, to: `${folder}-sorted` });
  expect(existsSync(plan.to)).toBe(false);
  const sorted = await ask<SortSummary>('runs/sort', asked);
  expect(sorted.labels).toEqual([{ label: 'cat', folder: 'cat', images: 3 }]);
  expect(readdirSync(folder)).toEqual([]);
  const log = pathToFileURL(sorted.log!).href;
  expect(await ask<UndoSummary>('runs/undoSort', { log })).toEqual({
    restored: 3,
    kept: [],
    left: 0,
  });
  expect(readdirSync(folder)).toHaveLength(3);
});

test('images are sorted to where the client says', async () => {
  const to = path.join(temporaryFolder(), 'labels');
  const parameters = { run, way: 'copy', to: pathToFileURL(to).href, threshold: 0.5 };
  expect(await ask<SortSummary>('runs/sort', parameters)).toMatchObject({ to, images: 3 });
  expect(readdirSync(path.join(to, 'cat'))).toHaveLength(3);
});

test('what makes no sense is refused by name', async () => {
  const asked = { run, way: 'copy' };
  for (const [method, parameters, message] of [
    ['runs/sort', { run }, 'way'],
    ['runs/sort', { ...asked, threshold: 2 }, 'threshold'],
    ['runs/sort', { ...asked, to: 'relative' }, 'no path of this machine'],
    ['runs/sort', { ...asked, run: '0123456789abcdef' }, 'no run'],
    ['runs/undoSort', { log: path.join(folder, 'none.jsonl') }, 'there is no such file'],
  ] as const) {
    expect((await failureOf(ask(method, parameters))).message).toContain(message);
  }
});

test('sorting is cancelled', async () => {
  const token = new CancellationTokenSource();
  const method = 'diffusionClassifier/runs/sort';
  const answer = client.sendRequest(method, { run, way: 'move' }, token.token);
  token.cancel();
  expect((await failureOf(answer)).code).toBe(-32800);
  expect(readdirSync(folder)).toHaveLength(3);
});

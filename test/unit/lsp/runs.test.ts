import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { CancellationTokenSource, type MessageConnection, ProgressType } from 'vscode-jsonrpc/node';
import { Failure } from '../../../server/src/failure';
import type {
  ClassifyFolderParams,
  ClassifyResult,
  RunProgress,
  RunReport,
  RunRowsPage,
  RunSummary,
} from '../../../server/src/protocol';
import {
  connectInProcess,
  type FakeEngine,
  failureOf,
  initialize,
  resultFor,
} from './inProcessServer';

let client: MessageConnection;
let engine: FakeEngine;
let cacheFolder: string;
let folder: string;

async function temporaryFolder(): Promise<string> {
  const made = await mkdtemp(path.join(tmpdir(), 'runs-'));
  onTestFinished(() => rm(made, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));
  return made;
}

async function connect(parameters: object = {}): Promise<void> {
  ({ client, engine } = connectInProcess());
  onTestFinished(() => client.dispose());
  await initialize(client, { initializationOptions: { cacheFolder }, ...parameters });
}

beforeEach(async () => {
  cacheFolder = await temporaryFolder();
  folder = await temporaryFolder();
  for (const name of ['1', '2', '3', '4']) await writeFile(path.join(folder, `${name}.png`), name);
  await connect();
});

function ask<T>(method: string, parameters?: object, token?: CancellationTokenSource): Promise<T> {
  return token
    ? client.sendRequest(`diffusionClassifier/${method}`, parameters, token.token)
    : client.sendRequest(`diffusionClassifier/${method}`, parameters);
}

function classifyFolder(
  parameters: Partial<ClassifyFolderParams> = {},
  token?: CancellationTokenSource,
): Promise<RunSummary> {
  return ask('classifyFolder', { folder, labels: ['cat', 'dog'], ...parameters }, token);
}

/** Everything that comes on a run's token. */
function progressOn(token: string): RunProgress[] {
  const seen: RunProgress[] = [];
  client.onProgress(new ProgressType<RunProgress>(), token, (progress) => void seen.push(progress));
  return seen;
}

const imagesOf = (seen: readonly RunProgress[]): string[] =>
  seen.flatMap(({ rows }) => rows.map(({ image }) => image));

/** Makes the engine wait before its third image until it is let on. */
function stopAtThird(): { isReached: () => boolean; letOn: () => void } {
  let isReached = false;
  let letOn!: () => void;
  const open = new Promise<void>((resolve) => {
    letOn = resolve;
  });
  engine.work = async (request, { signal }) => {
    if (!request.image.endsWith('3.png')) return resultFor(request);
    isReached = true;
    const cancelled = new Promise<never>((_, reject) => {
      const cancel = (): void => reject(new Failure('cancelled', 'Cancelled.'));
      if (signal?.aborted) cancel();
      signal?.addEventListener('abort', cancel);
    });
    await Promise.race([open, cancelled]);
    return resultFor(request);
  };
  return { isReached: () => isReached, letOn };
}

/** The run that goes on, once its third image is worked on. */
async function runAtThird({ isReached }: ReturnType<typeof stopAtThird>): Promise<string> {
  await vi.waitFor(() => expect(isReached()).toBe(true));
  const [summary] = await ask<RunSummary[]>('runs/list');
  return summary!.run;
}

test('progress begins, reports in words and ends, and rows come, all before the answer', async () => {
  const shown: { kind: string; title?: string; message?: string; percentage?: number }[] = [];
  client.onProgress(
    new ProgressType<(typeof shown)[number]>(),
    7,
    (value) => void shown.push(value),
  );
  const seen = progressOn('rows');
  const summary = await classifyFolder({
    folder: pathToFileURL(folder).href,
    workDoneToken: 7,
    runToken: 'rows',
  });
  expect(summary).toMatchObject({ folder, state: 'done', counts: { total: 4, done: 4 } });
  expect(imagesOf(seen)).toEqual(['1.png', '2.png', '3.png', '4.png']);
  expect(seen.at(-1)).toMatchObject({ state: 'done', counts: { done: 4 }, isListed: true });
  expect(shown[0]).toMatchObject({ kind: 'begin', cancellable: true });
  expect(shown[0]!.title).toBe(`Classifying ${path.basename(folder)}`);
  expect(shown.at(-2)).toMatchObject({ kind: 'report', percentage: 100 });
  expect(shown.at(-2)!.message).toMatch(/^4 of 4 images/);
  expect(shown.at(-1)).toEqual({ kind: 'end' });
});

test("progress is in the client's language", async () => {
  await connect({ locale: 'zh-CN' });
  const shown: { title?: string }[] = [];
  client.onProgress(
    new ProgressType<(typeof shown)[number]>(),
    7,
    (value) => void shown.push(value),
  );
  await classifyFolder({ workDoneToken: 7 });
  expect(shown[0]!.title).toBe(`正在对 ${path.basename(folder)} 分类`);
});

test('the images of a run are known to hovers, as single ones are', async () => {
  await classifyFolder();
  const image = pathToFileURL(path.join(folder, '2.png')).href;
  expect(await ask<ClassifyResult>('known', { image })).toMatchObject({ image, predicted: 'cat' });
});

test("a run goes on in the background with the server's model, unless it names one", async () => {
  await connect({ initializationOptions: { cacheFolder, model: 'nowhere' } });
  expect((await failureOf(classifyFolder())).data).toMatchObject({ code: 'model-not-found' });
  expect((await classifyFolder({ model: 'everyday-32' })).state).toBe('done');
});

test('a pause halts a run until it is gone on with; both requests end with it', async () => {
  const gate = stopAtThird();
  const started = classifyFolder();
  const run = await runAtThird(gate);
  expect(await ask('runs/pause', { run })).toMatchObject({ state: 'paused', counts: { done: 2 } });
  const asked = engine.asked.length;
  gate.letOn();
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(engine.asked).toHaveLength(asked);
  const done = { run, state: 'done', counts: { done: 4 } };
  expect(await ask('runs/resume', { run })).toMatchObject(done);
  expect(await started).toMatchObject(done);
});

test('a cancelled run keeps what is done and goes on when it is asked for again', async () => {
  const gate = stopAtThird();
  const cancel = new CancellationTokenSource();
  const started = failureOf(classifyFolder({}, cancel));
  const run = await runAtThird(gate);
  cancel.cancel();
  expect((await started).code).toBe(-32800);
  expect(await ask('runs/summary', { run })).toMatchObject({
    state: 'cancelled',
    counts: { done: 2 },
  });
  gate.letOn();
  const seen = progressOn('rest');
  expect(await classifyFolder({ runToken: 'rest' })).toMatchObject({
    run,
    state: 'done',
    counts: { done: 4, unchanged: 2 },
  });
  expect(imagesOf(seen)).toEqual(['3.png', '4.png']);
});

test('two that ask for the same run share it; who cancels leaves it to the other', async () => {
  const gate = stopAtThird();
  const cancel = new CancellationTokenSource();
  const one = progressOn('one');
  const two = progressOn('two');
  const first = failureOf(classifyFolder({ runToken: 'one' }, cancel));
  const second = classifyFolder({ runToken: 'two' });
  const run = await runAtThird(gate);
  const third = ask('runs/resume', { run });
  await vi.waitFor(() => expect([one.length, two.length]).not.toContain(0), 5_000);
  cancel.cancel();
  expect((await first).code).toBe(-32800);
  gate.letOn();
  expect(await second).toMatchObject({ run, state: 'done', counts: { done: 4 } });
  expect(await third).toMatchObject({ run, state: 'done' });
  expect(engine.asked).toHaveLength(4);
});

test('shutdown halts a run, which the next server goes on with', async () => {
  const gate = stopAtThird();
  const started = failureOf(classifyFolder());
  const run = await runAtThird(gate);
  await client.sendRequest('shutdown');
  expect((await started).code).toBe(-32800);
  await connect();
  expect(await ask('runs/list')).toMatchObject([
    { run, state: 'interrupted', counts: { done: 2 } },
  ]);
  expect(await ask('runs/resume', { run })).toMatchObject({ state: 'done', counts: { done: 4 } });
  expect(engine.asked).toHaveLength(2);
});

test('rows come in pages, a report and a table hold them all', async () => {
  await writeFile(path.join(folder, 'truth.csv'), 'image,label\n1.png,cat\n2.png,dog\n3.png,cat\n');
  engine.work = async (request) => {
    if (!request.image.endsWith('4.png')) return resultFor(request);
    throw new Failure('image-not-decodable', '4.png is broken.');
  };
  const { run } = await classifyFolder({
    groundTruth: { table: pathToFileURL(path.join(folder, 'truth.csv')).href },
  });
  const page = await ask<RunRowsPage>('runs/rows', { run, only: 'wrong', count: 1 });
  expect(page).toMatchObject({ total: 1, rows: [{ image: '2.png', truth: 'dog' }] });
  const report = await ask<RunReport>('runs/report', { run });
  expect(report).toMatchObject({
    classified: 3,
    failed: 1,
    measured: { accuracy: { count: 2, of: 3 } },
  });
  const file = path.join(folder, 'rows.jsonl');
  const exporting = { run, file: pathToFileURL(file).href };
  expect(await ask('runs/export', exporting)).toEqual({ appended: 4, unchanged: 0 });
  expect(await ask('runs/export', exporting)).toEqual({ appended: 0, unchanged: 4 });
  expect((await readFile(file, 'utf8')).trim().split('\n')).toHaveLength(4);
});

test('failed images are tried again where that is asked for', async () => {
  engine.work = async ({ image }) => {
    throw new Failure('image-not-decodable', `${image} is broken.`);
  };
  const { run, counts } = await classifyFolder();
  expect(counts).toMatchObject({ done: 0, failed: 4 });
  engine.work = async (request) => resultFor(request);
  expect((await ask<RunSummary>('runs/resume', { run })).counts).toMatchObject({ failed: 4 });
  expect((await ask<RunSummary>('runs/resume', { run, retry: true })).counts).toMatchObject({
    done: 4,
    failed: 0,
  });
  expect(await ask('runs/remove', { run })).toBeNull();
  expect(await ask('runs/list')).toEqual([]);
});

test('what every image would meet ends the run as failed, with the reason kept', async () => {
  engine.work = async () => {
    throw new Failure('host-failed', 'The host died twice.');
  };
  expect((await failureOf(classifyFolder())).data).toMatchObject({ code: 'host-failed' });
  expect(await ask('runs/list')).toMatchObject([
    { state: 'failed', failure: { code: 'host-failed', message: 'The host died twice.' } },
  ]);
});

test('without a folder for them runs are forgotten when the server ends', async () => {
  for (const none of [null, 'not/absolute']) {
    await connect({ initializationOptions: { cacheFolder: none } });
    expect((await classifyFolder()).state).toBe('done');
    expect(await ask('runs/list')).toHaveLength(1);
    await client.sendRequest('shutdown');
    await connect({ initializationOptions: { cacheFolder: none } });
    expect(await ask('runs/list')).toEqual([]);
  }
});

test.each([
  ['classifyFolder', { folder: 'pictures', labels: ['cat'] }, 'folder-not-readable'],
  ['classifyFolder', { folder: 'http://x.org/pictures', labels: ['cat'] }, 'folder-not-readable'],
  ['classifyFolder', { folder: '/nowhere/at/all', labels: ['cat'] }, 'folder-not-readable'],
  ['runs/summary', { run: '0123456789abcdef' }, 'run-not-found'],
  ['runs/pause', { run: '0123456789abcdef' }, 'run-not-found'],
  ['runs/resume', { run: '0123456789abcdef' }, 'run-not-found'],
  ['runs/remove', { run: '0123456789abcdef' }, 'run-not-found'],
  ['runs/rows', { run: '0123456789abcdef' }, 'run-not-found'],
  ['runs/report', { run: '0123456789abcdef' }, 'run-not-found'],
  ['runs/export', { run: '0123456789abcdef', file: '/tmp/rows.csv' }, 'run-not-found'],
  ['runs/export', { run: '0123456789abcdef', file: 'rows.csv' }, 'file-not-writable'],
])('%s of %j fails with the code %s', async (method, parameters, code) => {
  const failure = await failureOf(ask(method, parameters));
  expect(failure).toMatchObject({ code: -32001, data: { code } });
});

test.each([
  ['classifyFolder', { labels: ['cat'] }, 'folder'],
  ['classifyFolder', { folder: '/tmp', labels: [] }, 'labels'],
  ['classifyFolder', { folder: '/tmp', groundTruth: 'guess' }, 'groundTruth'],
  ['runs/rows', { run: '../../etc/passwd' }, 'run'],
  ['runs/rows', { run: '0123456789abcdef', count: 100_000 }, 'count'],
  ['runs/rows', { run: '0123456789abcdef', order: 'luck' }, 'order'],
  ['runs/export', { run: '0123456789abcdef' }, 'file'],
])('%s of %j is refused by the name of the field %s', async (method, parameters, field) => {
  const failure = await failureOf(ask(method, parameters));
  expect(failure.code).toBe(-32602);
  expect(failure.message).toContain(field);
});

import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { CancellationTokenSource, ProgressType } from 'vscode-jsonrpc/node';
import type {
  ClassifyFolderParams,
  RunProgress,
  RunReport,
  RunRowsPage,
  RunSummary,
} from '../../server/src/protocol';
import { drawPicture, labelledPictures, temporaryFolder } from './pictures';
import {
  classify,
  errorAnswer,
  initialize,
  type RunningServer,
  startProcess,
} from './serverProcess';

const labels = ['cat', 'dog'];
const quick: ClassifyFolderParams['options'] = { samples: 4, elimination: 'none' };
/** Some seconds for sixteen images. */
const slow: ClassifyFolderParams['options'] = { samples: 25, elimination: 'none' };

async function startServer(cacheFolder: string | null): Promise<RunningServer> {
  const server = await startProcess();
  await initialize(server, process.pid, { cacheFolder });
  return server;
}

function request<T>({ client }: RunningServer, method: string, parameters?: object): Promise<T> {
  return client.sendRequest(`diffusionClassifier/${method}`, parameters);
}

function classifyFolder(server: RunningServer, parameters: ClassifyFolderParams) {
  return request<RunSummary>(server, 'classifyFolder', parameters);
}

/** What comes on the token of a run, and how to wait until it is as it should be. */
function following({ client }: RunningServer, token: string) {
  const seen: RunProgress[] = [];
  const waiting = new Set<() => void>();
  client.onProgress(new ProgressType<RunProgress>(), token, (progress) => {
    seen.push(progress);
    for (const look of waiting) look();
  });
  return {
    seen,
    until: (isSo: (progress: RunProgress) => boolean): Promise<RunProgress> =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = seen.find(isSo);
          if (!found) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
  };
}

const imagesOf = (progresses: readonly RunProgress[]): string[] =>
  progresses.flatMap(({ rows }) => rows.map(({ image }) => image));

test('a folder is classified with progress, every image in it once, and can be asked about after', async () => {
  const folder = await labelledPictures(12);
  const server = await startServer(await temporaryFolder());
  const { seen } = following(server, 'rows');
  const shown: unknown[] = [];
  server.client.onProgress(new ProgressType(), 'work', (value) => void shown.push(value));

  const summary = await classifyFolder(server, {
    folder: pathToFileURL(folder).href,
    labels,
    options: quick,
    workDoneToken: 'work',
    runToken: 'rows',
  });
  expect(summary).toMatchObject({
    folder,
    labels,
    model: 'everyday-32',
    state: 'done',
    counts: { total: 12, done: 12, failed: 0, unchanged: 0 },
    isListed: true,
    groundTruth: 'folders',
    evaluations: 12 * 2 * 4,
  });
  const images = imagesOf(seen);
  expect([...images].sort()).toEqual([...new Set(images)].sort());
  expect(images).toHaveLength(12);
  expect(seen.at(-1)).toMatchObject({ run: summary.run, state: 'done' });
  expect(shown.at(0)).toMatchObject({ kind: 'begin', cancellable: true });
  expect(shown.at(-1)).toEqual({ kind: 'end' });

  expect(await request(server, 'runs/list')).toEqual([summary]);
  expect(await request(server, 'runs/summary', { run: summary.run })).toEqual(summary);
  const page = await request<RunRowsPage>(server, 'runs/rows', {
    run: summary.run,
    from: 2,
    count: 3,
  });
  expect(page.total).toBe(12);
  expect(page.rows.map(({ image }) => image)).toEqual(['cat/04.png', 'cat/06.png', 'cat/08.png']);
  expect(page.rows[0]).toMatchObject({ truth: 'cat', result: { evaluations: 8 } });

  const report = await request<RunReport>(server, 'runs/report', { run: summary.run });
  expect(report).toMatchObject({ images: 12, classified: 12, failed: 0 });
  expect(report.measured!.judged).toBe(12);
  expect(report.measured!.accuracy!.count).toBe(
    (await request<RunRowsPage>(server, 'runs/rows', { run: summary.run, only: 'right' })).total,
  );

  const table = path.join(await temporaryFolder(), 'rows.csv');
  const exported = { run: summary.run, file: table };
  expect(await request(server, 'runs/export', exported)).toEqual({ appended: 12, unchanged: 0 });
  expect(await request(server, 'runs/export', exported)).toEqual({ appended: 0, unchanged: 12 });
  expect((await readFile(table, 'utf8')).trim().split('\n')).toHaveLength(13);

  expect(await request(server, 'runs/remove', { run: summary.run })).toBeNull();
  expect(await request(server, 'runs/list')).toEqual([]);
  expect(await errorAnswer(request(server, 'runs/summary', { run: summary.run }))).toMatchObject({
    code: -32001,
    data: { code: 'run-not-found' },
  });
});

test('the same folder again costs nothing but for what is new, changed or gone', async () => {
  const folder = await labelledPictures(6);
  const server = await startServer(await temporaryFolder());
  const asked = { folder, labels, options: { ...quick, remember: false } };
  const first = await classifyFolder(server, asked);
  const { seen } = following(server, 'again');
  expect(await classifyFolder(server, { ...asked, runToken: 'again' })).toMatchObject({
    run: first.run,
    counts: { total: 6, done: 6, unchanged: 6 },
    evaluations: first.evaluations,
  });
  expect(imagesOf(seen)).toEqual([]);

  await drawPicture(path.join(folder, 'cat/00.png'), 77);
  await drawPicture(path.join(folder, 'dog/new.png'), 78);
  await rm(path.join(folder, 'dog/01.png'));
  await writeFile(path.join(folder, 'dog/broken.png'), 'no picture');
  const { seen: changed } = following(server, 'changed');
  const last = await classifyFolder(server, { ...asked, runToken: 'changed' });
  expect(last.counts).toEqual({ total: 7, done: 6, failed: 1, unchanged: 4 });
  expect(imagesOf(changed).sort()).toEqual(['cat/00.png', 'dog/broken.png', 'dog/new.png']);
  const failed = await request<RunRowsPage>(server, 'runs/rows', { run: last.run, only: 'failed' });
  expect(failed.rows).toMatchObject([
    { image: 'dog/broken.png', failure: { code: 'image-not-decodable' } },
  ]);

  // Mended without a trace of it in its time: only asking for a retry looks at it again.
  await drawPicture(path.join(folder, 'dog/broken.png'), 79);
  const retried = await request<RunSummary>(server, 'runs/resume', { run: last.run, retry: true });
  expect(retried.counts).toMatchObject({ total: 7, done: 7, failed: 0 });
});

test('a run is paused and gone on with, cancelled within a second and gone on with', async () => {
  const folder = await labelledPictures(16);
  const server = await startServer(await temporaryFolder());
  const cancel = new CancellationTokenSource();
  const cancellable = (method: string, parameters: object) =>
    errorAnswer(
      server.client.sendRequest(`diffusionClassifier/${method}`, parameters, cancel.token),
    );
  const asked = { folder, labels, options: slow };
  const first = following(server, 'first');
  const started = cancellable('classifyFolder', { ...asked, runToken: 'first' });
  const { run } = await first.until(() => true);

  const paused = await request<RunSummary>(server, 'runs/pause', { run });
  expect(paused).toMatchObject({ run, state: 'paused' });
  expect(paused.counts.done).toBeLessThan(16);
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(await request(server, 'runs/summary', { run })).toEqual(paused);

  const second = following(server, 'second');
  const resumed = cancellable('runs/resume', { run, runToken: 'second' });
  await second.until(({ state }) => state === 'running');
  const began = performance.now();
  cancel.cancel();
  expect(await Promise.all([started, resumed])).toMatchObject([{ code: -32800 }, { code: -32800 }]);
  expect(performance.now() - began).toBeLessThan(1_000);
  expect(await request(server, 'runs/summary', { run })).toMatchObject({ state: 'cancelled' });

  const ended = await classifyFolder(server, asked);
  expect(ended).toMatchObject({ run, state: 'done', counts: { total: 16, done: 16 } });
});

test('a server that is killed in the middle loses nothing; the next one goes on', async () => {
  const folder = await labelledPictures(2);
  const cache = await temporaryFolder();
  const killed = await startServer(cache);
  const asked = { folder, labels, options: { ...slow, samples: 40, remember: false } };
  const { run } = await classifyFolder(killed, asked);
  for (let seed = 50; seed < 58; seed++) {
    await drawPicture(path.join(folder, `dog/more ${seed}.png`), seed);
  }
  const next = await startServer(cache);
  classifyFolder(killed, asked).catch(() => {});
  const state = async () => (await request<RunSummary>(next, 'runs/summary', { run })).state;
  await expect.poll(state, { interval: 10, timeout: 10_000 }).toBe('running');
  killed.child.kill('SIGKILL');
  await killed.exitCode;
  expect(await state()).toBe('interrupted');

  const { seen } = following(next, 'rest');
  const ended = await request<RunSummary>(next, 'runs/resume', { run, runToken: 'rest' });
  expect(ended).toMatchObject({ run, state: 'done', counts: { total: 10, done: 10 } });
  expect(ended.counts.unchanged).toBeGreaterThanOrEqual(2);
  expect(new Set(imagesOf(seen)).size).toBe(10 - ended.counts.unchanged);
  expect(imagesOf(seen)).toHaveLength(10 - ended.counts.unchanged);
});

test('one image that is asked about during a run is answered before the run ends', async () => {
  const folder = await labelledPictures(16);
  const server = await startServer(await temporaryFolder());
  const { until } = following(server, 'rows');
  const order: string[] = [];
  const run = classifyFolder(server, { folder, labels, options: slow, runToken: 'rows' });
  void run.then(() => order.push('run'));
  await until(() => true);
  const image = path.resolve(__dirname, '../../media/samples/cat.jpg');
  await classify(server, { image, labels, options: quick }).then(() => order.push('image'));
  expect((await run).counts.done).toBe(16);
  expect(order).toEqual(['image', 'run']);
});

test('without a cache folder runs last until the server ends', async () => {
  const folder = await labelledPictures(2);
  const server = await startServer(null);
  const { run } = await classifyFolder(server, { folder, labels, options: quick });
  expect(await request(server, 'runs/list')).toMatchObject([{ run, state: 'done' }]);
  await server.client.sendRequest('shutdown');
  await server.client.sendNotification('exit');
  expect(await server.exitCode).toBe(0);
  expect(await request(await startServer(null), 'runs/list')).toEqual([]);
});

test('what cannot be is answered by name', async () => {
  const server = await startServer(await temporaryFolder());
  const nowhere = path.join(await temporaryFolder(), 'nowhere');
  const failure = (code: string, words: string) => ({
    code: -32001,
    message: expect.stringContaining(words),
    data: { code },
  });
  const refused = (method: string, parameters: object) =>
    errorAnswer(request(server, method, parameters));
  expect(await refused('classifyFolder', { folder: nowhere, labels })).toMatchObject(
    failure('folder-not-readable', nowhere),
  );
  expect(await refused('classifyFolder', { folder: 'pictures', labels })).toMatchObject(
    failure('folder-not-readable', 'pictures'),
  );
  expect(await refused('classifyFolder', { labels })).toMatchObject({ code: -32602 });
  expect(await refused('runs/rows', { run: '../../etc' })).toMatchObject({ code: -32602 });
  for (const method of ['summary', 'pause', 'resume', 'remove', 'rows', 'report']) {
    expect(await refused(`runs/${method}`, { run: '0123456789abcdef' })).toMatchObject(
      failure('run-not-found', '0123456789abcdef'),
    );
  }
  const folder = await labelledPictures(2);
  const { run } = await classifyFolder(server, { folder, labels, options: quick });
  const file = path.join(folder, 'rows.txt');
  await appendFile(file, 'mine');
  expect(await refused('runs/export', { run, file })).toMatchObject({ code: -32001 });
  expect(await readFile(file, 'utf8')).toBe('mine');
});

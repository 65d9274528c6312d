import {
  cpSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test, vi } from 'vitest';
import { Failure } from '../../../server/src/failure';
import type { RunProgress, RunRequest, Warning } from '../../../server/src/protocol';
import { Runs } from '../../../server/src/runs';
import { temporaryFolder } from '../../fixtures/runs/temporaryFolder';
import { FakeEngine } from './fakeEngine';
import { all, outcomes, writeFiles } from './folders';

const labels = ['cat', 'dog'];

const someImages = {
  'cat/1.png': 'cat',
  'cat/2.png': 'dog',
  'dog/1.png': 'dog',
  'dog/2.jpg': 'broken',
};

function setUp(files: Readonly<Record<string, string>> = someImages) {
  const folder = temporaryFolder();
  const cache = temporaryFolder();
  writeFiles(folder, files);
  const engine = new FakeEngine();
  const runs = new Runs({ engine, folder: cache });
  onTestFinished(() => runs.close());
  const request: RunRequest = { folder, labels };
  return { folder, cache, engine, runs, request, file: (name: string) => path.join(folder, name) };
}

async function failureOf(work: Promise<unknown>): Promise<Failure> {
  const error: unknown = await work.then(
    () => expect.fail('expected a failure'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(Failure);
  return error as Failure;
}

test('a folder is classified: every image has a row, in the order of their paths', async () => {
  const { runs, request, folder } = setUp();
  const summary = await runs.start(request);
  expect(summary).toMatchObject({
    state: 'done',
    folder,
    labels,
    model: 'everyday-32',
    counts: { total: 4, done: 3, failed: 1, unchanged: 0 },
    isListed: true,
    groundTruth: 'folders',
    evaluations: 60,
    remembered: 0,
  });
  expect(await outcomes(runs.rows(summary.run))).toEqual([
    'cat/1.png: cat',
    'cat/2.png: dog',
    'dog/1.png: dog',
    'dog/2.jpg: image-not-decodable',
  ]);
  const [first] = await all(runs.rows(summary.run));
  expect(first).toMatchObject({
    bytes: 3,
    modified: '2023-11-14T22:13:20.000Z',
    truth: 'cat',
    result: { predicted: 'cat', evaluations: 20, calibrated: true, provider: 'cpu' },
  });
});

test('the same request again asks for nothing', async () => {
  const { runs, request, engine } = setUp();
  const first = await runs.start(request);
  engine.asked.length = 0;
  const second = await runs.start(request);
  expect(engine.asked).toEqual([]);
  expect(second).toMatchObject({
    run: first.run,
    began: first.began,
    evaluations: 60,
    counts: { total: 4, done: 3, failed: 1, unchanged: 4 },
  });
});

test('new and changed files are done, and those that are gone are left out', async () => {
  const { runs, request, engine, file, folder } = setUp();
  const { run } = await runs.start(request);
  engine.asked.length = 0;
  writeFiles(folder, { 'cat/0.png': 'cat' });
  writeFileSync(file('dog/1.png'), 'cat as of now');
  rmSync(file('cat/2.png'));
  const summary = await runs.start(request);
  expect(engine.asked.sort()).toEqual(['0.png', '1.png']);
  expect(summary.counts).toEqual({ total: 4, done: 3, failed: 1, unchanged: 2 });
  expect(await outcomes(runs.rows(run))).toEqual([
    'cat/0.png: cat',
    'cat/1.png: cat',
    'dog/1.png: cat',
    'dog/2.jpg: image-not-decodable',
  ]);
});

test('a file of the same size and another time is another file', async () => {
  const { runs, request, engine, file } = setUp();
  await runs.start(request);
  engine.asked.length = 0;
  utimesSync(file('cat/1.png'), 1_700_000_001, 1_700_000_001);
  await runs.start(request);
  expect(engine.asked).toEqual(['1.png']);
});

test('images that failed are tried again when that is asked for, and when they have changed', async () => {
  const { runs, request, engine, file } = setUp();
  const { run } = await runs.start(request);
  engine.asked.length = 0;
  await runs.resume(run);
  expect(engine.asked).toEqual([]);
  await runs.resume(run, { retry: true });
  expect(engine.asked).toEqual(['2.jpg']);
  writeFileSync(file('dog/2.jpg'), 'dog');
  const summary = await runs.resume(run);
  expect(summary.counts).toEqual({ total: 4, done: 4, failed: 0, unchanged: 3 });
});

test('pause halts the work and keeps the request open; resume ends both', async () => {
  const { runs, request, engine } = setUp();
  engine.atOnce = 1;
  let run = '';
  const started = runs.start(request, {
    onProgress: (progress) => {
      run = progress.run;
    },
  });
  let paused: ReturnType<typeof runs.pause> | undefined;
  engine.before = async (image) => {
    if (image.endsWith('2.png')) paused ??= runs.pause(run);
  };
  await vi.waitFor(() => expect(paused).toBeDefined());
  expect(await paused).toMatchObject({ state: 'paused', counts: { done: 1 } });
  expect(await runs.summary(run)).toMatchObject({ state: 'paused' });
  expect(await outcomes(runs.rows(run))).toEqual(['cat/1.png: cat']);
  engine.before = () => {};
  const resumed = await runs.resume(run);
  expect(resumed).toMatchObject({ state: 'done', counts: { total: 4, done: 3, failed: 1 } });
  expect(await started).toEqual(resumed);
  expect(engine.asked.filter((name) => name === '1.png')).toHaveLength(2);
});

test('cancelling keeps what is done, and the next start goes on', async () => {
  const { runs, request, engine } = setUp();
  engine.atOnce = 1;
  const stop = new AbortController();
  engine.before = (image) => {
    if (image.endsWith('dog/1.png')) stop.abort();
  };
  const failure = await failureOf(runs.start(request, { signal: stop.signal }));
  expect(failure.code).toBe('cancelled');
  expect(await runs.list()).toMatchObject([{ state: 'cancelled', counts: { done: 2 } }]);
  engine.before = () => {};
  engine.asked.length = 0;
  expect(await runs.start(request)).toMatchObject({ state: 'done', counts: { unchanged: 2 } });
  expect(engine.asked.sort()).toEqual(['1.png', '2.jpg']);
});

test('what is asked for while it is being cancelled goes on with it', async () => {
  const { runs, request, engine } = setUp();
  const stop = new AbortController();
  let again: ReturnType<typeof runs.start> | undefined;
  engine.before = () => {
    if (again) return;
    stop.abort();
    again = runs.start(request);
  };
  const failure = await failureOf(runs.start(request, { signal: stop.signal }));
  expect(failure.code).toBe('cancelled');
  expect(await again).toMatchObject({ state: 'done', counts: { done: 3, failed: 1 } });
});

test('who has changed their mind before joining a run does not end it for others', async () => {
  const { runs, request, engine } = setUp();
  const late = new AbortController();
  let second: Promise<unknown> | undefined;
  engine.before = async () => {
    if (second) return;
    late.abort();
    second = failureOf(runs.start(request, { signal: late.signal }));
    await second;
  };
  expect(await runs.start(request)).toMatchObject({
    state: 'done',
    counts: { done: 3, failed: 1 },
  });
  expect(await second).toMatchObject({ code: 'cancelled' });
});

test('a run that is cancelled while it is paused ends', async () => {
  const { runs, request, engine } = setUp();
  const stop = new AbortController();
  let run = '';
  engine.before = () => new Promise(() => {});
  const started = runs.start(request, {
    signal: stop.signal,
    onProgress: (progress) => {
      run = progress.run;
    },
  });
  await vi.waitFor(() => expect(engine.asked.length).toBeGreaterThan(0));
  await runs.pause(run);
  stop.abort();
  expect((await failureOf(started)).code).toBe('cancelled');
  expect(await runs.summary(run)).toMatchObject({ state: 'cancelled' });
});

test('what every image would meet ends the run as failed, with the reason', async () => {
  const { runs, request, engine } = setUp();
  engine.failure = new Failure('label-unknown', 'The model does not know "dog".');
  expect((await failureOf(runs.start(request))).code).toBe('label-unknown');
  expect(await runs.list()).toMatchObject([
    {
      state: 'failed',
      failure: { code: 'label-unknown', message: 'The model does not know "dog".' },
      counts: { done: 0 },
    },
  ]);
  engine.failure = undefined;
  const summary = await runs.start(request);
  expect(summary.state).toBe('done');
  expect(summary.failure).toBeUndefined();
});

test('progress has every row once, and ends with the run', async () => {
  const { runs, request } = setUp();
  const told: RunProgress[] = [];
  await runs.start(request, { onProgress: (progress) => told.push(progress) });
  expect(told.flatMap(({ rows }) => rows.map(({ image }) => image)).sort()).toEqual(
    Object.keys(someImages),
  );
  expect(told[0]).toMatchObject({ state: 'running', imagesPerSecond: null, secondsLeft: null });
  expect(told.at(-1)).toMatchObject({
    state: 'done',
    isListed: true,
    counts: { done: 3, failed: 1 },
  });
});

test('a run goes on in another process where the first was closed', async () => {
  const { runs, request, engine, cache } = setUp();
  engine.atOnce = 1;
  let isHanging = false;
  engine.before = async (image) => {
    if (!image.endsWith('dog/1.png')) return;
    isHanging = true;
    await new Promise(() => {});
  };
  const started = runs.start(request);
  await vi.waitFor(() => expect(isHanging).toBe(true));
  const other = new Runs({ engine: new FakeEngine(), folder: cache });
  const [summary] = await other.list();
  expect(summary!.state).toBe('running');
  const failure = await failureOf(other.start(request));
  expect(failure.code).toBe('run-in-progress');
  expect(failure.message).toContain('this process');
  await runs.close();
  expect((await failureOf(started)).code).toBe('cancelled');
  expect(await other.list()).toMatchObject([{ state: 'interrupted', counts: { done: 2 } }]);
  expect(await other.resume(summary!.run)).toMatchObject({
    state: 'done',
    counts: { unchanged: 2 },
  });
});

test('a run is forgotten when it is removed', async () => {
  const { runs, request } = setUp();
  const { run } = await runs.start(request);
  await runs.remove(run);
  expect(await runs.list()).toEqual([]);
  expect((await failureOf(runs.summary(run))).code).toBe('run-not-found');
  expect((await failureOf(all(runs.rows(run)))).code).toBe('run-not-found');
});

test('a folder or a table of right labels can be named later: rows have them, and nothing is done again', async () => {
  const { runs, request, engine, folder } = setUp();
  const { run } = await runs.start({ ...request, groundTruth: 'none' });
  expect((await all(runs.rows(run))).map(({ truth }) => truth)).toEqual(Array(4).fill(undefined));
  engine.asked.length = 0;
  const table = path.join(temporaryFolder(), 'truth.csv');
  writeFileSync(table, 'image,label\ncat/1.png,dog\nno/such.png,cat\n');
  const summary = await runs.start({ ...request, groundTruth: { table } });
  expect(summary).toMatchObject({ run, groundTruth: 'table', counts: { unchanged: 4 } });
  expect(summary.warnings).toEqual([
    {
      code: 'truth-missing',
      message: `Images of the table of right labels that are not in ${folder}: 1 (no/such.png).`,
      details: { folder, count: '1', some: 'no/such.png' },
    },
  ]);
  expect((await all(runs.rows(run))).map(({ truth }) => truth)).toEqual([
    'dog',
    undefined,
    undefined,
    undefined,
  ]);
  expect(engine.asked).toEqual([]);
  const [first] = await all(runs.rows(run));
  expect(first!.result).toMatchObject({ predicted: 'cat', evaluations: 20 });
});

test('a run whose labels were those of the folders goes on with them when there is one more', async () => {
  const { runs, engine, folder } = setUp();
  const { run, labels: found } = await runs.start({ folder });
  expect(found).toEqual(['cat', 'dog']);
  writeFiles(folder, { 'eel/1.png': 'dog' });
  engine.asked.length = 0;
  const resumed = await runs.resume(run);
  expect(resumed).toMatchObject({ run, labels: ['cat', 'dog'], groundTruth: 'folders' });
  expect(engine.asked).toEqual(['1.png']);
  expect((await all(runs.rows(run))).map(({ truth }) => truth)).toEqual([
    'cat',
    'cat',
    'dog',
    'dog',
    'eel',
  ]);
  const another = await runs.start({ folder });
  expect(another.run).not.toBe(run);
  expect((await runs.list()).map((one) => one.run)).toEqual([another.run, run]);
});

test('what changes a result makes another run; what does not, does not', async () => {
  const { runs, request, folder } = setUp();
  const { run } = await runs.start(request);
  const same: RunRequest[] = [
    { ...request, folder: pathToFileURL(folder).href },
    { ...request, folder: `${folder}/cat/..` },
    { ...request, model: 'everyday-32' },
    { ...request, options: {} },
    { ...request, options: { remember: false } },
    { ...request, groundTruth: 'none' },
    { ...request, ignoreFiles: true, include: [], exclude: [] },
  ];
  for (const one of same) expect((await runs.start(one)).run).toBe(run);
  const others: RunRequest[] = [
    { ...request, labels: ['dog', 'cat'] },
    { ...request, labels: ['cat', { label: 'dog', prior: 2 }] },
    { ...request, folder: path.join(folder, 'cat') },
    { ...request, options: { samples: 3 } },
    { ...request, exclude: ['dog'] },
    { ...request, ignoreFiles: false },
  ];
  const ids = new Set([run]);
  for (const one of others) ids.add((await runs.start(one)).run);
  expect(ids.size).toBe(others.length + 1);
  const one = await runs.start({ ...request, options: { samples: 3, seed: 1 } });
  const other = await runs.start({ ...request, options: { seed: 1, samples: 3 } });
  expect(one.run).toBe(other.run);
});

test('the model is told by its files: a run does not go on with another in its place', async () => {
  const { runs, request, folder } = setUp();
  const model = path.join(temporaryFolder(), 'tiny');
  cpSync(path.resolve('test/fixtures/tiny-class-conditional'), model, { recursive: true });
  const { run } = await runs.start({ ...request, model });
  expect((await runs.start({ ...request, model })).run).toBe(run);
  const settings = path.join(model, 'classifier.json');
  writeFileSync(settings, `${readFileSync(settings, 'utf8')}\n`);
  const failure = await failureOf(runs.resume(run));
  expect(failure).toMatchObject({ code: 'run-not-found', details: { run, folder } });
  expect(failure.message).toContain('Start a new run');
  expect((await runs.start({ ...request, model })).run).not.toBe(run);
});

test('what cannot be asked for is a failure before anything is kept', async () => {
  const { runs, request, folder } = setUp({ '1.png': 'cat' });
  const code = async (asked: RunRequest) => (await failureOf(runs.start(asked))).code;
  expect(await code({ folder: path.join(folder, 'none'), labels })).toBe('folder-not-readable');
  expect(await code({ folder: 'file://elsewhere/folder', labels })).toBe('folder-not-readable');
  expect(await code({ folder })).toBe('labels-invalid');
  expect(await code({ ...request, model: 'no-such-model' })).toBe('model-not-found');
  expect(await runs.list()).toEqual([]);
  expect((await failureOf(runs.resume('0123456789abcdef'))).code).toBe('run-not-found');
  expect((await failureOf(runs.remove('0123456789abcdef'))).code).toBe('run-not-found');
  expect((await failureOf(runs.pause('0123456789abcdef'))).code).toBe('run-not-found');
});

test('several who ask for the same share the run', async () => {
  const { runs, request, engine } = setUp();
  const told: RunProgress[] = [];
  const both = await Promise.all([
    runs.start(request),
    runs.start(request, { onProgress: (progress) => told.push(progress) }),
  ]);
  expect(both[0]).toEqual(both[1]);
  expect(engine.asked).toHaveLength(4);
  expect(told.at(-1)).toMatchObject({ state: 'done' });
});

test('a run that goes on here or elsewhere cannot be removed, nor paused from elsewhere', async () => {
  const { runs, request, engine, cache } = setUp();
  engine.before = () => new Promise(() => {});
  const started = runs.start(request);
  await vi.waitFor(() => expect(engine.asked.length).toBeGreaterThan(0));
  const other = new Runs({ engine: new FakeEngine(), folder: cache });
  const [summary] = await other.list();
  expect((await failureOf(other.pause(summary!.run))).code).toBe('run-in-progress');
  expect((await failureOf(other.remove(summary!.run))).code).toBe('run-in-progress');
  expect((await failureOf(runs.remove(summary!.run))).code).toBe('run-in-progress');
  await runs.close();
  await failureOf(started);
  expect(await other.pause(summary!.run)).toMatchObject({ state: 'interrupted' });
});

test('a paused run stays paused when its process ends', async () => {
  const { runs, request, engine, cache } = setUp();
  engine.before = () => new Promise(() => {});
  const started = runs.start(request);
  await vi.waitFor(() => expect(engine.asked.length).toBeGreaterThan(0));
  const [summary] = await runs.list();
  const { run } = summary!;
  expect(await Promise.all([runs.pause(run), runs.pause(run)])).toMatchObject([
    { state: 'paused' },
    { state: 'paused' },
  ]);
  expect(await runs.pause(run)).toMatchObject({ state: 'paused' });
  await runs.close();
  expect((await failureOf(started)).code).toBe('cancelled');
  const other = new Runs({ engine: new FakeEngine(), folder: cache });
  expect(await other.list()).toMatchObject([{ state: 'paused' }]);
  expect(await other.resume(run)).toMatchObject({ state: 'done', counts: { done: 3, failed: 1 } });
});

test('resuming at once undoes a pause, which is answered', async () => {
  const { runs, request, engine } = setUp();
  let isHanging = true;
  engine.before = () => (isHanging ? new Promise(() => {}) : undefined);
  const started = runs.start(request);
  await vi.waitFor(() => expect(engine.asked.length).toBeGreaterThan(0));
  const [summary] = await runs.list();
  const paused = runs.pause(summary!.run);
  isHanging = false;
  const resumed = runs.resume(summary!.run);
  await paused;
  expect(await resumed).toMatchObject({ state: 'done' });
  expect(await started).toMatchObject({ state: 'done' });
});

test('an error that is no failure ends the run as failed, too', async () => {
  const { runs, request, engine } = setUp();
  engine.before = () => {
    throw new TypeError('a fault of the program');
  };
  await expect(runs.start(request)).rejects.toThrow('a fault of the program');
  expect(await runs.list()).toMatchObject([
    { state: 'failed', failure: { code: 'unexpected', message: 'a fault of the program' } },
  ]);
});

test('a run whose rows cannot be written fails, and says which file', async () => {
  const { runs, request, cache } = setUp();
  const { run } = await runs.start(request);
  const rows = path.join(cache, 'runs-1', run, 'rows.jsonl');
  rmSync(rows);
  mkdirSync(rows);
  const failure = await failureOf(runs.start(request));
  expect(failure).toMatchObject({ code: 'file-not-writable', details: { file: rows } });
  expect(failure.message).toContain(rows);
  rmSync(rows, { recursive: true });
  expect(await runs.start(request)).toMatchObject({ state: 'done' });
});

test('a run whose progress cannot be kept fails, and what was done is kept', async () => {
  const { runs, request, cache, engine } = setUp();
  const { run } = await runs.start(request);
  const state = path.join(cache, 'runs-1', run, 'state.json');
  rmSync(state);
  mkdirSync(path.join(state, 'in the way'), { recursive: true });
  engine.before = () => new Promise(() => {});
  const failure = await failureOf(runs.start(request));
  expect(failure).toMatchObject({ code: 'file-not-writable', details: { file: state } });
  expect(await all(runs.rows(run))).toHaveLength(4);
});

test('warnings of results are kept with the rows, each once', async () => {
  const { runs, request, engine } = setUp();
  const warning: Warning = { code: 'latent-sampled', message: 'Drawn.', details: { model: 'm' } };
  engine.warnings = [warning];
  expect((await runs.start(request)).warnings).toEqual([warning]);
  engine.warnings = [];
  expect((await runs.start(request)).warnings).toEqual([warning]);
});

test('a run that was killed before it kept its progress is interrupted', async () => {
  const { runs, request, cache } = setUp();
  const { run } = await runs.start(request);
  rmSync(path.join(cache, 'runs-1', run, 'state.json'));
  expect(await runs.list()).toMatchObject([{ run, state: 'interrupted', counts: { done: 0 } }]);
  expect(await runs.resume(run)).toMatchObject({ state: 'done', counts: { unchanged: 4 } });
});

test('a missing image that is there again is done again', async () => {
  const { runs, request, engine, file } = setUp();
  rmSync(file('cat/1.png'));
  symlinkSync('nowhere', file('cat/1.png'));
  const { run } = await runs.start(request);
  expect((await outcomes(runs.rows(run)))[0]).toBe('cat/1.png: image-not-found');
  engine.asked.length = 0;
  await runs.start(request);
  expect(engine.asked).toEqual([]);
  symlinkSync('1.png', file('cat/nowhere'));
  rmSync(file('cat/1.png'));
  writeFileSync(file('cat/1.png'), 'cat');
  await runs.start(request);
  expect(engine.asked).toEqual(['1.png']);
});

test('a folder that goes while it is classified: what was found is named, nothing is lost', async () => {
  const { runs, request, engine, folder } = setUp();
  engine.atOnce = 1;
  engine.before = (image) => {
    if (image.endsWith('cat/2.png')) rmSync(folder, { recursive: true });
  };
  const summary = await runs.start(request);
  expect(summary.counts).toMatchObject({ total: 4, done: 1, failed: 3 });
  expect((await outcomes(runs.rows(summary.run))).slice(1)).toEqual([
    'cat/2.png: image-not-found',
    'dog/1.png: image-not-found',
    'dog/2.jpg: image-not-found',
  ]);
  mkdirSync(folder);
});

test('a cache folder that cannot be written to is a failure that names it', async () => {
  const { request, cache, engine } = setUp();
  const file = path.join(cache, 'file');
  writeFileSync(file, '');
  const runs = new Runs({ engine, folder: file });
  const failure = await failureOf(runs.start(request));
  expect(failure.code).toBe('file-not-writable');
  expect(failure.message).toContain(path.join(file, 'runs-1'));
});

test('a large model is told by the sizes and times of its files', async () => {
  const { runs, request } = setUp();
  const model = path.join(temporaryFolder(), 'tiny');
  cpSync(path.resolve('test/fixtures/tiny-class-conditional'), model, { recursive: true });
  const denoiser = path.join(model, 'unet/model.onnx');
  truncateSync(denoiser, 70_000_000);
  const { run } = await runs.start({ ...request, model });
  expect((await runs.start({ ...request, model })).run).toBe(run);
  truncateSync(denoiser, 70_000_001);
  expect((await runs.start({ ...request, model })).run).not.toBe(run);
});

test('of very many warnings the first ones are kept', async () => {
  const { runs, request, engine } = setUp();
  engine.warnings = Array.from({ length: 300 }, (_, index) => ({
    code: 'prompt-cut',
    message: `Cut ${index}.`,
    details: {},
  }));
  expect((await runs.start(request)).warnings).toHaveLength(200);
});

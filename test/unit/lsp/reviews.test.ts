import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import type { MessageConnection } from 'vscode-jsonrpc/node';
import { Failure } from '../../../server/src/failure';
import type {
  ClassifyResult,
  ExplainRequest,
  ExplainResult,
  ReviewCounts,
  RunRowsPage,
  RunRowsParams,
  RunSummary,
  SortSummary,
} from '../../../server/src/protocol';
import { temporaryFolder } from '../../fixtures/runs/temporaryFolder';
import {
  connectInProcess,
  explanationOf,
  type FakeEngine,
  failureOf,
  initialize,
  resultFor,
} from './inProcessServer';

let client: MessageConnection;
let engine: FakeEngine;
let folder: string;

function ask<T>(method: string, parameters?: object): Promise<T> {
  return client.sendRequest(`diffusionClassifier/${method}`, parameters);
}

beforeEach(async () => {
  folder = temporaryFolder();
  for (const name of ['1', '2', '3', '4']) await writeFile(path.join(folder, `${name}.png`), name);
  ({ client, engine } = connectInProcess());
  onTestFinished(() => client.dispose());
  await initialize(client, { initializationOptions: { cacheFolder: temporaryFolder() } });
  // The last image is none.
  engine.work = async (request) => {
    if (request.image.endsWith('4.png')) throw new Failure('image-not-decodable', 'It is cut.');
    return resultFor(request);
  };
});

const classifyFolder = (more: object = {}): Promise<RunSummary> =>
  ask('classifyFolder', { folder, labels: ['cat', 'dog'], ...more });

const review = (run: string, reviews: object): Promise<ReviewCounts> =>
  ask('runs/review', {
    run,
    reviews: Object.entries(reviews).map(([image, label]) => ({ image: `${image}.png`, label })),
  });

async function names(asked: RunRowsParams): Promise<string> {
  const { rows } = await ask<RunRowsPage>('runs/rows', asked);
  return rows.map(({ image }) => image[0]).join('');
}

test('images are accepted, corrected and skipped, a failed one too, and found by that', async () => {
  const { run } = await classifyFolder();
  const counts = { accepted: 1, corrected: 2, skipped: 1 };
  expect(await review(run, { 1: 'cat', 2: 'dog', 3: null, 4: 'ship' })).toEqual(counts);
  expect(await ask('runs/reviews', { run })).toEqual(counts);
  expect(await names({ run, review: 'accepted' })).toBe('1');
  expect(await names({ run, review: 'corrected' })).toBe('24');
  expect(await names({ run, review: 'corrected', only: 'failed' })).toBe('4');
  expect(await names({ run, review: 'skipped' })).toBe('3');
  expect(await names({ run, review: 'any' })).toBe('1234');
  expect(await names({ run, review: 'none' })).toBe('');
  expect(await review(run, { 2: undefined, 3: undefined })).toEqual({
    ...counts,
    corrected: 1,
    skipped: 0,
  });
  expect(await names({ run, review: 'none' })).toBe('23');
  expect(await names({ run, order: 'uncertainty', descending: true, review: 'any' })).toBe('14');
  await ask('runs/remove', { run });
  await classifyFolder();
  expect(await names({ run, review: 'any' })).toBe('');
});

test('a run is reviewed while it goes on', async () => {
  let letOn = (): void => {};
  const open = new Promise<void>((resolve) => {
    letOn = resolve;
  });
  const reached = new Promise<void>((resolve) => {
    engine.work = async (request) => {
      if (request.image.endsWith('3.png')) {
        resolve();
        await open;
      }
      return resultFor(request);
    };
  });
  const done = classifyFolder();
  await reached;
  const [{ run }] = (await ask<RunSummary[]>('runs/list')) as [RunSummary];
  expect(await review(run, { 1: 'dog' })).toMatchObject({ corrected: 1 });
  expect((await failureOf(review(run, { 3: 'dog' }))).data).toMatchObject({
    code: 'image-not-found',
  });
  letOn();
  await done;
  expect(await names({ run, review: 'corrected' })).toBe('1');
});

test('what makes no sense is refused by name', async () => {
  const { run } = await classifyFolder();
  const image = '1.png';
  for (const [method, parameters, message] of [
    ['runs/review', { run, reviews: [] }, 'reviews'],
    ['runs/review', { run, reviews: [{ image, label: ' ' }] }, 'at least one character'],
    ['runs/review', { run: 'ffffffffffffffff', reviews: [{ image }] }, 'no run'],
    ['runs/reviews', { run: 'ffffffffffffffff' }, 'no run'],
    ['runs/exportReviews', { run, file: 'labels.csv' }, 'no file of this machine'],
    ['runs/exportReviews', { run, file: '/labels.pdf' }, '.csv or .jsonl'],
    ['runs/writeReport', { run, file: '/report.txt' }, '.md'],
    ['runs/image', { run, image: 'none.png' }, 'no image of run'],
    ['runs/image', { run, image: '../1.png' }, 'no image of run'],
    ['runs/image', { run: 'ffffffffffffffff', image }, 'no run'],
    ['runs/explain', { run, image, labels: ['cat'] }, 'labels'],
  ] as const) {
    expect((await failureOf(ask(method, parameters))).message).toContain(message);
  }
  const file = path.join(folder, 'labels.csv');
  await failureOf(ask('runs/exportReviews', { run: 'ffffffffffffffff', file }));
  expect(existsSync(file)).toBe(false);
});

test('reviews are exported, and a report is written with its charts', async () => {
  const { run } = await classifyFolder();
  await review(run, { 1: 'cat', 2: 'dog', 3: null });
  const made = temporaryFolder();
  const file = pathToFileURL(path.join(made, 'labels.jsonl')).href;
  expect(await ask('runs/exportReviews', { run, file })).toEqual({ images: 2 });
  const table = path.join(made, 'labels.jsonl');
  await classifyFolder({ groundTruth: { table } });
  const page = path.join(made, 'report.md');
  const { files } = await ask<{ files: string[] }>('runs/writeReport', { run, file: page });
  expect(files[0]).toBe(page);
  expect(readdirSync(made)).toEqual([
    'labels.jsonl',
    'report-confusion.svg',
    'report-reliability.svg',
    'report.md',
  ]);
  expect(readFileSync(page, 'utf8')).toContain('report-confusion.svg');
});

test('images are sorted by what people say; the others stay, and that is undone as ever', async () => {
  const { run } = await classifyFolder();
  await review(run, { 1: 'ship', 2: null, 4: 'dog' });
  const to = path.join(temporaryFolder(), 'sorted');
  const asked = { run, way: 'move', by: 'review', threshold: 0.9, to };
  const plan = await ask<SortSummary>('runs/sort', { ...asked, dryRun: true });
  expect(plan).toMatchObject({ images: 2, stay: { notReviewed: 2 }, notSorted: [] });
  const { log } = await ask<SortSummary>('runs/sort', asked);
  expect(readdirSync(folder).sort()).toEqual(['2.png', '3.png']);
  expect(readdirSync(path.join(to, 'ship'))).toEqual(['1.png']);
  expect(readdirSync(path.join(to, 'dog'))).toEqual(['4.png']);
  expect(await ask('runs/undoSort', { log })).toMatchObject({ restored: 2, left: 0 });
  expect(readdirSync(folder)).toHaveLength(4);
});

test('one image is asked for as its run was, with its race, before all background work', async () => {
  const labels = [{ label: 'cat', prompts: ['a cat', 'a kitten'] }, 'dog'];
  const options = { samples: 4, loss: 'l1', elimination: 'racing' } as const;
  const { run } = await classifyFolder({ labels, options, model: 'everyday-32' });
  let priority: unknown = 'none';
  engine.work = async (request, control) => {
    ({ priority } = control);
    control.onStep?.({ name: 'evaluating', done: 1, total: 2 });
    return { ...resultFor(request), samples: [], errors: {} };
  };
  const result = await ask<ClassifyResult>('runs/image', { run, image: '2.png' });
  expect(result).toMatchObject({ image: '2.png', samples: [], errors: {} });
  expect(engine.asked.at(-1)).toEqual({
    image: path.join(folder, '2.png'),
    labels,
    model: 'everyday-32',
    options: { ...options, trace: true },
  });
  expect(priority).toBeUndefined();

  const explained: ExplainRequest[] = [];
  engine.explanation = async (request) => {
    explained.push(request);
    return explanationOf(request);
  };
  const asked = { run, image: '2.png', labels: ['cat', 'lion'] };
  expect(await ask<ExplainResult>('runs/explain', asked)).toMatchObject({ image: '2.png' });
  expect(explained).toEqual([
    {
      image: path.join(folder, '2.png'),
      labels: [labels[0], 'lion'],
      model: 'everyday-32',
      options: { samples: 4, loss: 'l1' },
    },
  ]);
});

test('to look at an image of a run changes nothing of what is known of it', async () => {
  const { run } = await classifyFolder();
  const image = pathToFileURL(path.join(folder, '1.png')).href;
  await ask('classify', { image, labels: ['frog'] });
  engine.work = async (request) => ({ ...resultFor(request), model: 'other' });
  await ask('runs/image', { run, image: '1.png' });
  expect(await ask('known', { image })).toMatchObject({ model: 'fake' });
});

test.each([
  ['relative.png', 'is a relative path'],
  ['https://example.com/a.png', 'has the scheme "https"'],
])('there is no thumbnail of %s', async (image, why) => {
  expect((await failureOf(ask('thumbnail', { image, size: 64 }))).message).toContain(why);
});

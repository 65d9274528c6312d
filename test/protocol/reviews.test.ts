import { readFile, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import type {
  ClassifyResult,
  ReviewCounts,
  RowReview,
  RunRowsPage,
  RunRowsParams,
  RunSummary,
} from '../../server/src/protocol';
import { labelledPictures, temporaryFolder } from './pictures';
import { errorAnswer, initialize, type RunningServer, startProcess } from './serverProcess';

const labels = ['cat', 'dog', 'ship'];
const options = { samples: 24, elimination: 'racing' } as const;

async function startServer(cacheFolder: string): Promise<RunningServer> {
  const server = await startProcess();
  await initialize(server, process.pid, { cacheFolder });
  return server;
}

function request<T>({ client }: RunningServer, method: string, parameters?: object): Promise<T> {
  return client.sendRequest(`diffusionClassifier/${method}`, parameters);
}

const classifyFolder = (server: RunningServer, folder: string, more: object = {}) =>
  request<RunSummary>(server, 'classifyFolder', { folder, labels, options, ...more });

const rowsOf = async (server: RunningServer, asked: RunRowsParams) =>
  (await request<RunRowsPage>(server, 'runs/rows', asked)).rows;

test('what is said of images outlives the server, is filtered by, exported, and read as right labels', async () => {
  const folder = await labelledPictures(6);
  const cache = await temporaryFolder();
  const first = await startServer(cache);
  const { run } = await classifyFolder(first, folder, { groundTruth: 'none' });
  const rows = await rowsOf(first, { run });
  const [one, two, three] = rows as [(typeof rows)[0], (typeof rows)[0], (typeof rows)[0]];
  const other = labels.find((label) => label !== two.result!.predicted)!;
  const reviewed = await request<ReviewCounts>(first, 'runs/review', {
    run,
    reviews: [
      { image: one.image, label: one.result!.predicted },
      { image: two.image, label: other },
      { image: three.image, label: null },
    ],
  });
  expect(reviewed).toEqual({ accepted: 1, corrected: 1, skipped: 1 });

  // Another window, while the first one is open.
  const second = await startServer(cache);
  expect(await request(second, 'runs/reviews', { run })).toEqual(reviewed);
  const taken = { run, reviews: [{ image: three.image }] };
  expect(await request(second, 'runs/review', taken)).toMatchObject({ skipped: 0 });
  expect(await rowsOf(first, { run, review: 'corrected' })).toMatchObject([
    { image: two.image, review: { label: other } satisfies Partial<RowReview> },
  ]);
  expect(await rowsOf(first, { run, review: 'none' })).toHaveLength(4);

  const table = path.join(await temporaryFolder(), 'labels.csv');
  const file = pathToFileURL(table).href;
  expect(await request(first, 'runs/exportReviews', { run, file })).toEqual({ images: 2 });
  expect((await readFile(table, 'utf8')).split('\n')[0]).toBe(
    '\uFEFFimage,label,predicted,probability,truth_before,reviewed',
  );
  const judged = await classifyFolder(first, folder, { groundTruth: { table } });
  expect(judged.groundTruth).toBe('table');
  expect(await rowsOf(first, { run: judged.run, only: 'wrong' })).toMatchObject([
    { image: two.image, truth: other },
  ]);

  await request(first, 'runs/remove', { run });
  expect(await errorAnswer(request(second, 'runs/reviews', { run }))).toMatchObject({
    data: { code: 'run-not-found' },
  });
});

test('an image that has changed has no review, and one that is no row is refused with all others', async () => {
  const folder = await labelledPictures(2);
  const server = await startServer(await temporaryFolder());
  const { run } = await classifyFolder(server, folder);
  const reviews = [{ image: 'cat/00.png', label: 'dog' }];
  await request(server, 'runs/review', { run, reviews });
  const refused = request(server, 'runs/review', {
    run,
    reviews: [
      { image: 'dog/01.png', label: 'dog' },
      { image: '../cat/00.png', label: 'cat' },
    ],
  });
  expect(await errorAnswer(refused)).toMatchObject({
    data: { code: 'image-not-found', details: { image: '../cat/00.png' } },
  });
  expect(await rowsOf(server, { run, review: 'any' })).toMatchObject([{ image: 'cat/00.png' }]);

  await utimes(path.join(folder, 'cat/00.png'), 1_000, 1_000);
  await classifyFolder(server, folder);
  expect(await rowsOf(server, { run, review: 'any' })).toEqual([]);
  expect(await request(server, 'runs/reviews', { run })).toMatchObject({ corrected: 0 });
});

test('one image of a run: the race as it was, its errors remembered', async () => {
  const folder = await labelledPictures(4);
  const server = await startServer(await temporaryFolder());
  const { run } = await classifyFolder(server, folder);
  for (const { image, result: row } of await rowsOf(server, { run })) {
    const result = await request<ClassifyResult>(server, 'runs/image', { run, image });
    const { predicted, evaluations, remembered } = result;
    expect({ predicted, evaluations }).toEqual({
      predicted: row!.predicted,
      evaluations: row!.evaluations,
    });
    expect(result.image).toBe(image);
    expect(result.labels).toEqual(row!.labels);
    expect(remembered).toBe(evaluations);
    const traced = Object.values(result.errors!).flat();
    expect(traced.filter((error) => error !== null)).toHaveLength(evaluations);
  }
  const compared = ['cat', 'ship'];
  const image = 'cat/00.png';
  expect(await request(server, 'runs/explain', { run, image, labels: compared })).toMatchObject({
    image,
    labels: compared,
    samples: { length: options.samples },
  });
});

test('a path that leads elsewhere, or to no image of the run, is not read', async () => {
  const folder = await labelledPictures(2);
  const server = await startServer(await temporaryFolder());
  const { run } = await classifyFolder(server, folder, { include: ['cat/*'] });
  await writeFile(path.join(folder, 'secret.png'), 'no image');
  for (const image of ['../x.png', 'dog/01.png', 'secret.png', path.join(folder, 'cat/00.png')]) {
    const failure = await errorAnswer(request(server, 'runs/image', { run, image }));
    expect(failure).toMatchObject({ data: { code: 'image-not-found', details: { image, run } } });
  }
});

import { beforeEach, expect, test, vi } from 'vitest';
import type { Results as ResultsType } from '../../../client/webview/app/results';
import type { ReviewedImage, RunRow, RunRowsPage } from '../../../server/src/protocol';

const counts = { accepted: 0, corrected: 0, skipped: 0 };
/** Images that the extension was told something of, in order. */
let told: ReviewedImage[];
let rows: RunRow[];
/** Rows from the two hundredth on wait for this. */
let late: Promise<void>;
let answersReviews: Promise<void>;

async function answer(method: string, params: Record<string, unknown>): Promise<unknown> {
  if (method === 'review') {
    told.push(...(params.reviews as ReviewedImage[]));
    await answersReviews;
    return counts;
  }
  const { from = 0, count = 0 } = params as { from?: number; count?: number };
  if (from >= 200) await late;
  return { rows: rows.slice(from, from + count), total: rows.length } satisfies RunRowsPage;
}

vi.mock('../../../client/webview/language', () => ({ settings: { language: 'en' } }));
vi.mock('../../../client/webview/extension', () => ({
  ask: (method: string, params: Record<string, unknown>) => answer(method, params),
}));
const { Results } = await import('../../../client/webview/app/results');

const settled = () => new Promise(setImmediate);
const review = { label: 'cat', reviewed: '2026-11-23T12:00:00.000Z' };

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve!: () => void;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

/** Of 400 rows the first two hundred but `open` are reviewed, and here. */
async function makeResults(...open: number[]): Promise<ResultsType> {
  rows = Array.from({ length: 400 }, (_, at) => ({
    image: `${at}.png`,
    bytes: 1,
    modified: '2026-11-23T12:00:00.000Z',
    ...(at < 200 && !open.includes(at) && { review }),
  }));
  const results = new Results(
    () => {},
    () => {},
    () => {},
    undefined,
  );
  results.pages.show(0, 99);
  await settled();
  results.pages.show(0, 99);
  await settled();
  results.selection.moveTo(0, results.pages);
  return results;
}

beforeEach(() => {
  told = [];
  late = Promise.resolve();
  answersReviews = Promise.resolve();
});

test('a review goes on to the next image that was not reviewed, wherever it is', async () => {
  const results = await makeResults(0);
  results.act({ label: 'dog' });
  await vi.waitFor(() => expect(results.selection.focused.index).toBe(200));
  expect(told).toEqual([{ image: '0.png', label: 'dog' }]);
});

test('whoever chooses an image meanwhile stays there, and reviews that one', async () => {
  const results = await makeResults(0);
  const { promise, resolve } = deferred();
  late = promise;
  results.act({ label: 'dog' });
  await settled();
  results.selection.moveTo(7, results.pages);
  results.act({ label: 'cat' });
  resolve();
  await vi.waitFor(() => expect(told).toHaveLength(2));
  expect(told[1]).toEqual({ image: '7.png', label: 'cat' });
});

test('a key that was meant for the next image is not taken for another one', async () => {
  const results = await makeResults(0);
  const { promise, resolve } = deferred();
  late = promise;
  results.act({ label: 'dog' });
  results.act({ label: 'cat' });
  await settled();
  results.selection.moveTo(7, results.pages);
  resolve();
  await settled();
  expect(told).toEqual([{ image: '0.png', label: 'dog' }]);
  expect(results.selection.focused.image).toBe('7.png');
});

test('another choice of rows that comes meanwhile is not jumped about in', async () => {
  const results = await makeResults(0);
  const { promise, resolve } = deferred();
  late = promise;
  results.act({ label: 'dog' });
  await settled();
  results.show({ order: 'uncertainty' });
  await settled();
  resolve();
  await settled();
  expect(results.selection.focused).toEqual({ index: 0, image: '0.png' });
});

test('what is said is told at once: a page that is hidden says nothing any more', async () => {
  const results = await makeResults(0, 1, 2);
  answersReviews = new Promise(() => {});
  results.act({ label: 'dog' });
  results.act({ label: 'cat' });
  await settled();
  expect(told).toEqual([
    { image: '0.png', label: 'dog' },
    { image: '1.png', label: 'cat' },
  ]);
});

test('an undo gives images their label back whose rows have gone from memory', async () => {
  const results = await makeResults();
  for (const row of rows) row.review = review;
  await results.pages.refresh();
  await results.selection.selectAll(results.pages);
  // Of the rows that were selected, most are not here any more.
  vi.spyOn(results.pages, 'here').mockReturnValue([][Symbol.iterator]());
  results.act({ label: 'dog' });
  await vi.waitFor(() => expect(told).toHaveLength(400));
  results.act({ label: 'bird' });
  await vi.waitFor(() => expect(told).toHaveLength(800));
  results.act('undo');
  await vi.waitFor(() => expect(told).toHaveLength(1_200));
  expect(told.at(-1)).toEqual({ image: '399.png', label: 'dog' });
});

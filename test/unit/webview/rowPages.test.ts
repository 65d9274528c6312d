import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { pageSize, RowPages } from '../../../client/webview/rows/rowPages';
import type { RunRow, RunRowsPage } from '../../../server/src/protocol';

interface Asked {
  from: number;
  count: number;
  signal: AbortSignal;
  answer(): void;
  refuse(): void;
}

function rowOf(number: number): RunRow {
  return { image: `${number}.png`, bytes: 1, modified: '2026-11-23T12:00:00.000Z' };
}

/** Pages over the whole numbers from `first` on, whose answers come when a test says so. */
function makePages(total: number) {
  const asked: Asked[] = [];
  const source = { total, first: 0 };
  let changes = 0;
  const pages = new RowPages(
    {},
    ({ from = 0, count = 0 }, signal) =>
      new Promise<RunRowsPage>((resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
        const { total, first } = source;
        const length = Math.max(0, Math.min(count, total - from));
        const rows = Array.from({ length }, (_, at) => rowOf(first + from + at));
        asked.push({
          from,
          count,
          signal,
          answer: () => resolve({ rows, total }),
          refuse: () => reject(new Error('The server does not answer.')),
        });
      }),
    () => changes++,
  );
  const open = () => asked.filter(({ signal }) => !signal.aborted);
  const settle = async () => {
    for (let last = -1; last !== asked.length; ) {
      last = asked.length;
      for (const each of asked) each.answer();
      await new Promise(setImmediate);
    }
  };
  return { pages, asked, source, open, settle, changes: () => changes };
}

test('rows in view are there after any way of scrolling, changing and waiting', async () => {
  const scroll = fc.record({ to: fc.nat(49_960), answers: fc.boolean(), grows: fc.nat(300) });
  await fc.assert(
    fc.asyncProperty(fc.array(scroll, { minLength: 1, maxLength: 20 }), async (scrolls) => {
      const { pages, source, settle } = makePages(50_000);
      for (const { to, answers, grows } of scrolls) {
        pages.show(to, to + 39);
        if (answers) await settle();
        source.first -= grows;
        if (grows > 0) void pages.refresh();
      }
      const { to } = scrolls.at(-1)!;
      await settle();
      const images = Array.from({ length: 40 }, (_, at) => pages.at(to + at)?.image);
      expect(images).toEqual(images.map((_, at) => `${source.first + to + at}.png`));
    }),
    { numRuns: 200 },
  );
});

test('what is scrolled away from is not waited for', async () => {
  const { pages, asked, settle } = makePages(50_000);
  pages.show(0, 39);
  await settle();
  pages.show(20_000, 20_039);
  pages.show(40_000, 40_039);
  const isAt = (from: number) => asked.find((each) => each.from === from)?.signal.aborted;
  expect(isAt(20_000)).toBe(true);
  expect(isAt(40_000)).toBe(false);
  pages.show(20_000, 20_039);
  expect(asked.filter(({ from }) => from === 20_000)).toHaveLength(2);
});

test('rows that are there are not asked for again until they may have changed', async () => {
  const { pages, asked, settle } = makePages(250);
  pages.show(0, 39);
  await settle();
  // The next page too, once it is known that there is one.
  pages.show(0, 39);
  await settle();
  const before = asked.length;
  expect(before).toBe(2);
  pages.show(10, 49);
  await settle();
  expect(asked).toHaveLength(before);
  void pages.refresh();
  expect(asked.at(-1)).toMatchObject({ from: 0, count: pageSize });
  await settle();
  expect(asked.at(-1)).toMatchObject({ from: pageSize, count: pageSize });
});

test('rows stay while newer ones are awaited', async () => {
  const { pages, source, settle } = makePages(250);
  pages.show(0, 39);
  await settle();
  source.first = 1_000;
  void pages.refresh();
  expect(pages.at(0)?.image).toBe('0.png');
  await settle();
  expect(pages.at(0)?.image).toBe('1000.png');
  expect(pages.at(120)?.image).toBe('1120.png');
});

test('a failure is kept, and asks for nothing until a person does', async () => {
  const { pages, asked, settle } = makePages(250);
  pages.show(0, 39);
  asked[0]!.refuse();
  await new Promise(setImmediate);
  expect(pages.failure?.message).toBe('The server does not answer.');
  pages.show(0, 39);
  expect(asked).toHaveLength(1);
  void pages.refresh();
  await settle();
  expect(pages.failure).toBeUndefined();
  expect(pages.at(39)?.image).toBe('39.png');
});

test('a range is put together of rows that are there and others', async () => {
  const { pages, asked, settle } = makePages(5_000);
  pages.show(0, 39);
  await settle();
  const before = asked.length;
  const range = pages.range(150, 2_500);
  while (asked.length < before + 3) {
    asked.at(-1)!.answer();
    await new Promise(setImmediate);
  }
  asked.at(-1)!.answer();
  const rows = await range;
  expect(rows).toHaveLength(2_350);
  expect(rows.every(({ image }, at) => image === `${150 + at}.png`)).toBe(true);
  expect(asked.slice(before).every(({ count }) => count <= 1_000)).toBe(true);
});

test('a row is found where it has moved to', async () => {
  const { pages, source, settle } = makePages(400);
  pages.show(100, 139);
  await settle();
  expect(pages.indexOf('120.png', 120)).toBe(120);
  source.first = -30;
  void pages.refresh();
  await settle();
  expect(pages.indexOf('120.png', 120)).toBe(150);
  expect(pages.indexOf('9999.png', 120)).toBeUndefined();
});

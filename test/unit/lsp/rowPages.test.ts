import { expect, test } from 'vitest';
import { rowFacts } from '../../../server/src/lsp/rowFacts';
import { RowPages } from '../../../server/src/lsp/rowPages';
import type { LabelResult, RunRow, RunRowsParams } from '../../../server/src/protocol';

const file = { bytes: 1, modified: '2026-01-01T00:00:00.000Z' };

function label(name: string, probability: number | null, margin: number): LabelResult {
  return { label: name, probability, error: 0.1, samples: 8, margin };
}

/** An image whose best label is `predicted`, with a probability; the other one has the rest. */
function row(
  image: string,
  truth: string | undefined,
  predicted: string,
  probability: number | null,
  { margin = 0.1, evaluations = 16, decided = true } = {},
): RunRow {
  const other = probability === null ? null : 1 - probability;
  const labels = [label(predicted, probability, 0), label('other', other, margin)];
  const result = { predicted, labels, calibrated: true, evaluations, remembered: 0, seconds: 1 };
  return { image, ...file, ...(truth && { truth }), result: { ...result, decided } };
}

const all: RunRow[] = [
  row('a.png', 'cat', 'cat', 0.9, { margin: 0.4 }),
  row('b.png', 'dog', 'cat', 0.6, { margin: 0.2, evaluations: 40 }),
  { image: 'c.png', ...file, truth: 'dog', failure: { code: 'image-not-found', message: 'no' } },
  row('d.png', 'dog', 'dog', 0.7, { margin: 0.3 }),
  row('e.png', undefined, 'dog', 0.95, { margin: 0.5, evaluations: 80, decided: false }),
];

type Asked = Omit<RunRowsParams, 'run'>;

/** Pages of these rows, in whatever order they were written. */
function pagesOf(rows: readonly RunRow[]) {
  const pages = new RowPages({
    rows: async (choose) =>
      choose({
        facts: rows.map(rowFacts),
        version: rows.length,
        reviewOf: (image) => rows.find((each) => each.image === image)!.review,
        reviewVersion: 0,
      }).map((image) => rows.find((each) => each.image === image)!),
  });
  return (asked: Asked) => pages.page(asked);
}

const pageOf = pagesOf([...all].reverse());

async function names(asked: Asked): Promise<string> {
  const page = await pageOf(asked);
  return page.rows.map(({ image }) => image[0]).join('');
}

test('a page is a part of all rows, and says how many there are', async () => {
  const page = await pageOf({ from: 1, count: 2 });
  expect(page).toEqual({ rows: [all[1], all[2]], total: 5 });
  expect(await pageOf({ from: 5 })).toEqual({ rows: [], total: 5 });
});

test.each([
  [{}, 'abcde'],
  [{ descending: true }, 'edcba'],
  [{ order: 'predicted' }, 'abdec'],
  [{ order: 'truth' }, 'eabdc'],
  [{ order: 'probability' }, 'bdaec'],
  [{ order: 'probability', descending: true }, 'eadbc'],
  [{ order: 'margin' }, 'bdaec'],
  [{ order: 'evaluations' }, 'adbec'],
  [{ order: 'uncertainty' }, 'ebdac'],
] as const)('%j: rows in the order %s, those that failed last', async (asked, expected) => {
  expect(await names(asked)).toBe(expected);
});

test.each([
  [{ predicted: 'cat' }, 'ab'],
  [{ truth: 'dog' }, 'bcd'],
  [{ only: 'right' }, 'ad'],
  [{ only: 'wrong' }, 'b'],
  [{ only: 'failed' }, 'c'],
  [{ only: 'undecided' }, 'e'],
  [{ probability: [0.65, 0.9] }, 'ad'],
  [{ predicted: 'cat', truth: 'dog' }, 'b'],
  [{ predicted: 'bird' }, ''],
] as const)('%j: only the rows %s', async (asked, expected) => {
  expect(await names(asked as Asked)).toBe(expected);
});

test('without probabilities rows are as uncertain as their two best labels are near', async () => {
  const uncalibrated = [
    row('a.png', undefined, 'cat', null, { margin: 0.3 }),
    row('b.png', undefined, 'cat', null, { margin: 0.1 }),
  ];
  const page = await pagesOf(uncalibrated)({ order: 'uncertainty' });
  expect(page.rows.map(({ image }) => image)).toEqual(['b.png', 'a.png']);
});

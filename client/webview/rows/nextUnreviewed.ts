import { pageSize, type RowPages } from './rowPages';

/** The row after `index` that nobody has reviewed, else the first of all; undefined where there is none. */
export async function nextUnreviewed(pages: RowPages, index: number): Promise<number | undefined> {
  const total = pages.total ?? 0;
  return (await firstBetween(pages, index + 1, total)) ?? firstBetween(pages, 0, index);
}

async function firstBetween(
  pages: RowPages,
  from: number,
  to: number,
): Promise<number | undefined> {
  for (let at = from; at < to; at += pageSize) {
    const rows = await pages.range(at, Math.min(to, at + pageSize));
    const found = rows.findIndex(({ review }) => !review);
    if (found >= 0) return at + found;
  }
  return undefined;
}

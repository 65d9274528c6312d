import path from 'node:path';
import { stringify } from 'csv-stringify/sync';
import type { RunRow } from '../protocol';
import { replaceFile } from '../replaceFile';
import { withoutFormula } from './formulas';
import { type ReviewTableRow, reviewColumns, reviewTableRow } from './reviewTableRow';
import { cannotBeWritten, notWritable } from './tableFailure';

interface ReviewFormat {
  header: string;
  lineOf(row: ReviewTableRow): string;
}

function cellOf(value: string | number | null): string {
  return typeof value === 'string' ? withoutFormula(value) : `${value ?? ''}`;
}

const formats: Record<string, ReviewFormat> = {
  // With a byte order mark, without which Excel takes UTF-8 for another encoding.
  '.csv': {
    header: `\uFEFF${reviewColumns.join(',')}\n`,
    lineOf: (row) => stringify([reviewColumns.map((column) => cellOf(row[column]))]),
  },
  '.jsonl': { header: '', lineOf: (row) => `${JSON.stringify(row)}\n` },
};

/**
 * Writes the images that have a label by review into a table that can serve as right labels; a file
 * of that name is replaced. docs/results.md describes the columns.
 *
 * @param file .csv or .jsonl.
 * @throws Failure `file-not-writable`, with the file as it was; what `rows` throws.
 */
export async function exportReviews(
  rows: AsyncIterable<RunRow>,
  file: string,
): Promise<{ images: number }> {
  const format = formats[path.extname(file).toLowerCase()];
  if (!format) {
    const endings = Object.keys(formats).join(' or ');
    throw notWritable(file, `is no table of reviews: expected a file that ends in ${endings}`);
  }
  let images = 0;
  async function* lines(): AsyncGenerator<string> {
    yield format!.header;
    for await (const row of rows) {
      const reviewed = reviewTableRow(row);
      if (!reviewed) continue;
      images += 1;
      yield format!.lineOf(reviewed);
    }
  }
  try {
    await replaceFile(file, lines());
  } catch (error) {
    throw cannotBeWritten(file, error);
  }
  return { images };
}

import path from 'node:path';
import { delimitedTable } from './delimitedTable';
import { jsonLines } from './jsonLines';
import { parquetTable } from './parquetTable';
import { notReadable } from './tableFailure';

type Reader = (file: string) => AsyncIterable<Record<string, unknown>>;

const readers: Record<string, Reader> = {
  '.csv': delimitedTable,
  '.tsv': delimitedTable,
  '.jsonl': jsonLines,
  '.ndjson': jsonLines,
  '.parquet': parquetTable,
};

/** Endings of the files that {@link readTable} reads. */
const endings = Object.keys(readers);

/** Parquet has whole numbers that JSON has not. */
function plain(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value;
}

function textOfValue(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'object' ? JSON.stringify(value, plain) : String(value);
}

/**
 * The rows of a table by the names of its columns, one after the other: a file of any size takes no
 * more memory than a row. Numbers and booleans come as text, null as the empty text, lists and
 * objects as JSON.
 *
 * @param file .csv (separated by commas, or by semicolons as Excel does in some countries), .tsv,
 *   .jsonl or .ndjson, in UTF-8; .parquet, uncompressed or with Snappy.
 * @throws Failure `file-not-readable`, which names the line and what was expected there.
 */
export async function* readTable(file: string): AsyncGenerator<Record<string, string>> {
  const reader = readers[path.extname(file).toLowerCase()];
  if (!reader)
    throw notReadable(file, `is no table: expected a file that ends in ${endings.join(', ')}`);
  for await (const row of reader(file)) {
    yield Object.fromEntries(
      Object.entries(row).map(([column, value]) => [column, textOfValue(value)]),
    );
  }
}

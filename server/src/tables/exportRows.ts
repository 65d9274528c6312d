import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type FileLock, tryLock } from '../fileLock';
import type { RunRow } from '../protocol';
import { appendParquet } from './appendParquet';
import { appendText } from './appendText';
import { csvFormat } from './csvFormat';
import { jsonFormat } from './jsonFormat';
import { type Exported, NewRows } from './newRows';
import { cannotBeWritten, notWritable } from './tableFailure';
import type { Ran } from './tableRow';

/** How long another export to the same file is waited for: one of 100,000 rows takes seconds. */
const patience = { tries: 300, milliseconds: 100 };

const appenders: Record<string, (file: string, rows: NewRows) => Promise<void>> = {
  '.csv': (file, rows) => appendText(file, csvFormat, rows),
  '.jsonl': (file, rows) => appendText(file, jsonFormat, rows),
  '.parquet': appendParquet,
};

/** Where a file is, or will be: a link stays one, and whoever comes by it meets those who do not. */
async function placeOf(file: string): Promise<string> {
  const inFolder = async (): Promise<string> =>
    path.join(await realpath(path.dirname(file)), path.basename(file));
  return await realpath(file).catch(inFolder);
}

async function lockOf(file: string): Promise<FileLock> {
  for (let tries = 0; tries < patience.tries; tries++) {
    const lock = await tryLock(`${file}.lock`);
    if (lock) return lock;
    await setTimeout(patience.milliseconds);
  }
  throw notWritable(
    file,
    `is being written by another process (${file}.lock). Try again when that has ended`,
  );
}

/**
 * Appends the rows of a run to a table. Rows that are in it already (the same run, image and time of the
 * file) stay as they are; docs/results.md describes the columns. The same rows make the same bytes.
 *
 * @param rows Read one after the other: 100,000 take no more memory than a few thousand.
 * @param file .csv, .jsonl or .parquet. One that is there has to be such a table.
 * @throws Failure `file-not-writable`, which says what is in the way and what to do, and what `rows`
 *   throws. A .csv or .jsonl file has some of the rows then, a .parquet file none.
 */
export async function exportRows(
  rows: AsyncIterable<RunRow>,
  summary: Ran,
  file: string,
): Promise<Exported> {
  const append = appenders[path.extname(file).toLowerCase()];
  if (!append) {
    throw notWritable(
      file,
      `is no table: expected a file that ends in ${Object.keys(appenders).join(', ')}`,
    );
  }
  const news = new NewRows(rows, summary);
  try {
    const place = await placeOf(file);
    const lock = await lockOf(place);
    try {
      await append(place, news);
    } finally {
      await lock.release();
    }
  } catch (error) {
    throw error === news.failure ? error : cannotBeWritten(file, error);
  }
  return news.counts;
}

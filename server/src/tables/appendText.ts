import { type FileHandle, open } from 'node:fs/promises';
import type { NewRows } from './newRows';
import { notWritable, toDo } from './tableFailure';
import { keyOf, type TableRow } from './tableRow';
import type { Found, TextFormat } from './textFormat';

/** Rows that are written at once: with 64 labels each, 40 ms of work that nothing else gets into. */
const batch = 64;

/** A table that rows can be appended to. */
interface Appendable {
  /** Of the rows in it. */
  keys: Set<string>;
  /** Bytes that stay. */
  size: number;
  /** What is written before the first row. */
  before: string;
}

async function bytesAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

/**
 * Looks through a table. A process that was killed has left the beginning of one row at its end, which
 * goes; anything else that is no row is a failure.
 *
 * @throws Failure `file-not-writable`, `file-not-readable`.
 */
async function lookThrough(
  file: string,
  handle: FileHandle,
  { header, mayBegin, find }: TextFormat,
): Promise<Appendable> {
  const keys = new Set<string>();
  const { size } = await handle.stat();
  const wholeHeader = Buffer.from(header);
  const begins = await bytesAt(handle, 0, wholeHeader.length);
  if (size === 0 || (size < wholeHeader.length && wholeHeader.indexOf(begins) === 0)) {
    return { keys, size: 0, before: header };
  }
  let end = 0;
  let other: Found | undefined;
  for await (const found of find(file)) {
    if (other) throw notARow(file, other);
    const { row } = found;
    if (row === undefined) other = found;
    else {
      if (row !== 'header') keys.add(keyOf(row));
      end = found.end;
    }
  }
  const isEnded = /[\r\n]/.test(`${await bytesAt(handle, size - 1, 1)}`);
  if (!other) return { keys, size, before: isEnded ? '' : '\n' };
  const isTorn = other.isOpen || !isEnded;
  if (!isTorn || !mayBegin(`${await bytesAt(handle, end, 64)}`)) throw notARow(file, other);
  return { keys, size: end, before: '' };
}

function notARow(file: string, { line }: Found): Error {
  return notWritable(file, `line ${line} is no row of a table of runs. ${toDo}`);
}

async function* batches(rows: AsyncIterable<TableRow>): AsyncGenerator<TableRow[]> {
  let some: TableRow[] = [];
  for await (const row of rows) {
    some.push(row);
    if (some.length < batch) continue;
    yield some;
    some = [];
  }
  yield some;
}

/** Appends all of a text or, where that fails, nothing. */
async function append(handle: FileHandle, text: string, size: number): Promise<number> {
  const bytes = Buffer.from(text);
  try {
    await handle.appendFile(bytes);
  } catch (error) {
    await handle.truncate(size).catch(() => {});
    throw error;
  }
  return size + bytes.length;
}

/**
 * Appends rows to a table, a batch of whole rows at a time: whatever ends this leaves a table that the
 * next one goes on with. Every row that is there stays as it is, byte for byte.
 *
 * @throws Failure `file-not-writable`, `file-not-readable`; errors of the file system.
 */
export async function appendText(file: string, format: TextFormat, rows: NewRows): Promise<void> {
  const handle = await open(file, 'a+');
  try {
    const found = await lookThrough(file, handle, format);
    let { size, before } = found;
    if (size < (await handle.stat()).size) await handle.truncate(size);
    for await (const some of batches(rows.besides(found.keys))) {
      size = await append(handle, before + format.textOf(some), size);
      before = '';
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
}

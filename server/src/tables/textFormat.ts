import { notWritable, toDo } from './tableFailure';
import { columns, type TableRow } from './tableRow';

/** What is found in a table, piece by piece. */
export interface Found {
  /** A row, by what tells it from others, or the line before all rows; undefined for anything else. */
  row: Pick<TableRow, 'run' | 'image' | 'modified' | 'failure_code'> | 'header' | undefined;
  /** From 1. */
  line: number;
  /** Bytes from the beginning of the file to the end of the row. */
  end: number;
  /** Whether the file ends within the row, even where it ends with "\n". */
  isOpen?: true | undefined;
}

/** A kind of table that rows are appended to as text. */
export interface TextFormat {
  /** What a table begins with. */
  header: string;
  /** Whether a row may begin with these bytes, however few they are. */
  mayBegin(text: string): boolean;
  /** @throws Failure `file-not-writable` for another table; `file-not-readable`. */
  find(file: string): AsyncIterable<Found>;
  textOf(rows: readonly TableRow[]): string;
}

/** @throws Failure `file-not-writable` for other columns than those of a table of runs. */
export function checkColumns(file: string, names: readonly string[]): void {
  if (names.join() === columns.join()) return;
  const missing = columns.filter((column) => !names.includes(column));
  const unknown = names.filter((name) => !(columns as readonly string[]).includes(name));
  const differences = [
    ...(missing.length > 0 ? [`without ${missing.join(', ')}`] : []),
    ...(unknown.length > 0 ? [`with ${unknown.join(', ').slice(0, 200)}`] : []),
  ];
  const how = differences.join(' and ') || 'in another order';
  throw notWritable(file, `has other columns than a table of runs: ${how}. ${toDo}`);
}

import { isBlank, objectOf } from './jsonLines';
import { linesOf } from './linesOf';
import type { TableRow } from './tableRow';
import { checkColumns, type Found, type TextFormat } from './textFormat';

/** Undefined for what is no JSON. */
function rowOf(file: string, bytes: Uint8Array): Found['row'] {
  let row: Record<string, unknown>;
  try {
    row = objectOf(bytes);
  } catch {
    return undefined;
  }
  checkColumns(file, Object.keys(row));
  return row as unknown as TableRow;
}

async function* findRows(file: string): AsyncGenerator<Found> {
  for await (const { bytes, line, end } of linesOf(file)) {
    if (!isBlank(bytes)) yield { row: rowOf(file, bytes), line, end };
  }
}

const beginning = '{"run":"';

export const jsonFormat: TextFormat = {
  header: '',
  mayBegin: (text) => beginning.startsWith(text) || text.startsWith(beginning),
  find: findRows,
  textOf: (rows) => rows.map((row) => `${JSON.stringify(row)}\n`).join(''),
};

import { createReadStream } from 'node:fs';
import { stringify } from 'csv-stringify/sync';
import { delimited } from './delimited';
import { withFormula, withoutFormula } from './formulas';
import { columns, type TableRow } from './tableRow';
import { checkColumns, type Found, type TextFormat } from './textFormat';

function cellOf(value: TableRow[keyof TableRow]): string {
  if (value === null) return '';
  if (typeof value === 'string') return withoutFormula(value);
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Undefined for what is no row, or the beginning of one. */
function keyCellsOf(cells: readonly string[]): Found['row'] {
  if (cells.length !== columns.length) return undefined;
  const cell = (column: (typeof columns)[number]): string =>
    withFormula(cells[columns.indexOf(column)] ?? '');
  if (cell('predicted') !== '' && !isJson(cell('labels'))) return undefined;
  return {
    run: cell('run'),
    image: cell('image'),
    modified: cell('modified'),
    failure_code: cell('failure_code') || null,
  };
}

async function* findRows(file: string): AsyncGenerator<Found> {
  let isHeader = true;
  const rows = delimited(file, createReadStream(file), { delimiter: ',', mayBeOpen: true });
  for await (const { cells, line, end, isOpen } of rows) {
    if (isHeader) checkColumns(file, cells);
    yield { row: isHeader ? 'header' : keyCellsOf(cells), line, end, isOpen };
    isHeader = false;
  }
}

/** With a byte order mark, without which Excel takes UTF-8 for another encoding. */
export const csvFormat: TextFormat = {
  header: `\uFEFF${columns.join(',')}\n`,
  mayBegin: (text) => /^[0-9a-f]{0,16}($|,)/.test(text),
  find: findRows,
  textOf: (rows) => stringify(rows.map((row) => columns.map((column) => cellOf(row[column])))),
};

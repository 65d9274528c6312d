import path from 'node:path';
import { delimited } from './delimited';
import { withFormula } from './formulas';
import { notReadable } from './tableFailure';
import { isExported } from './tableRow';
import { textOf } from './textOf';

/** What separates cells. Where a comma is the decimal mark, Excel writes a semicolon into .csv. */
const separators: Record<string, readonly string[]> = { '.csv': [',', ';', '\t'], '.tsv': ['\t'] };

/** The one that is most often in the first line, outside of quotes. */
function separatorOf(head: string, candidates: readonly string[]): string {
  const firstLine = head.replace(/"[^"]*"/g, '').split(/[\r\n]/, 1)[0] ?? '';
  const counts = candidates.map((separator) => firstLine.split(separator).length);
  return candidates[counts.indexOf(Math.max(...counts))] as string;
}

/**
 * A table with the names of its columns in the first line. Columns without a name are left out (pandas
 * writes its index so), as are rows of empty cells (spreadsheets leave some at the end).
 *
 * @throws Failure `file-not-readable`.
 */
export async function* delimitedTable(file: string): AsyncGenerator<Record<string, string>> {
  const ending = path.extname(file).toLowerCase();
  const text = textOf(file);
  const head = await text.next();
  const whole = async function* () {
    yield head.value ?? '';
    yield* text;
  };
  const options = {
    delimiter: separatorOf(head.value ?? '', separators[ending] ?? []),
    // Few programs that write .tsv quote anything.
    relax_quotes: ending === '.tsv',
  };
  let columns: string[] | undefined;
  for await (const { cells, line } of delimited(file, whole(), options)) {
    if (!columns) {
      columns = columnsOf(file, cells);
      continue;
    }
    if (cells.every((cell) => cell === '')) continue;
    if (cells.length !== columns.length) {
      throw notReadable(
        file,
        `line ${line} has ${cells.length === 1 ? 'one cell' : `${cells.length} cells`}: expected ${columns.length}, as many as the first line names (${columns.join(', ')})`,
      );
    }
    const read = isExported(columns) ? withFormula : String;
    const entries = columns.map((column, at) => [column, read(cells[at] ?? '')] as const);
    yield Object.fromEntries(entries.filter(([column]) => column !== ''));
  }
  if (!columns) throw notReadable(file, 'is empty: expected a first line that names the columns');
}

function columnsOf(file: string, cells: readonly string[]): string[] {
  const columns = cells.map((cell) => cell.trim());
  const twice = columns.find((column, at) => column !== '' && columns.indexOf(column) !== at);
  if (twice === undefined) return columns;
  throw notReadable(file, `line 1 names the column "${twice}" twice: expected every column once`);
}

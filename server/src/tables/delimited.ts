import { pipeline, Readable } from 'node:stream';
import { CsvError, type Options, parse } from 'csv-parse';
import { longestRow, notReadable } from './tableFailure';

export interface DelimitedRow {
  cells: string[];
  /** Of the file, from 1, on which the row ends. */
  line: number;
  /** Bytes from the beginning of the file to the end of the row. */
  end: number;
  /** Of a last row without cells: the file ends within quotes. */
  isOpen?: true;
}

interface Delimiting extends Pick<Options, 'delimiter' | 'relax_quotes'> {
  /** Whether a file that ends within quotes is no failure. */
  mayBeOpen?: boolean;
}

const expectations: Partial<Record<CsvError['code'], string>> = {
  CSV_QUOTE_NOT_CLOSED: 'has a quote that is never closed: expected another one before its end',
  CSV_INVALID_CLOSING_QUOTE:
    'has a quote within a quoted cell: expected quotes in a cell to be doubled',
  INVALID_OPENING_QUOTE:
    'has a quote within a cell: expected such a cell in quotes, and quotes in it doubled',
  CSV_MAX_RECORD_SIZE: `is too long: expected ${longestRow} bytes at most. Is a quote missing?`,
};

/**
 * The rows of a table in text, RFC 4180: cells may be in double quotes, and hold anything then. Lines
 * may end as on any system; empty ones are left out.
 *
 * @throws Failure `file-not-readable`, with the line.
 */
export async function* delimited(
  file: string,
  source: AsyncIterable<string | Uint8Array>,
  { mayBeOpen = false, ...options }: Delimiting,
): AsyncGenerator<DelimitedRow> {
  const parser = parse({
    ...options,
    bom: true,
    info: true,
    max_record_size: longestRow,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    skip_empty_lines: true,
  });
  // Its errors come out of the parser.
  pipeline(Readable.from(source), parser, () => {});
  // csv-parse counts "\r\n" within quotes as two lines.
  let countedTwice = 0;
  try {
    for await (const { record, info } of parser) {
      countedTwice += record.join().split('\r\n').length - 1;
      yield { cells: record, line: info.lines - countedTwice, end: info.bytes };
    }
  } catch (error) {
    const expectation = error instanceof CsvError ? expectations[error.code] : undefined;
    if (!expectation) throw error;
    const line = Number((error as CsvError).lines) - countedTwice;
    if (mayBeOpen && (error as CsvError).code === 'CSV_QUOTE_NOT_CLOSED') {
      yield { cells: [], line, end: 0, isOpen: true };
      return;
    }
    throw notReadable(file, `line ${line} ${expectation}`);
  }
}

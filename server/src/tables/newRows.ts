import type { RunRow } from '../protocol';
import { keyOf, type Ran, type TableRow, tableRow } from './tableRow';

/** What became of the rows that were to be appended. */
export interface Exported {
  appended: number;
  /** Those that were in the table already. */
  unchanged: number;
}

/** The rows that a table does not have, counted as they come. */
export class NewRows {
  readonly counts: Exported = { appended: 0, unchanged: 0 };
  /** What the rows threw: no failure of the table. */
  failure: unknown;

  constructor(
    private readonly rows: AsyncIterable<RunRow>,
    private readonly ran: Ran,
  ) {}

  /** @param known Keys of the rows that the table has; new ones are added. */
  async *besides(known: Set<string>): AsyncGenerator<TableRow> {
    for await (const row of this.read()) {
      const cells = tableRow(row, this.ran);
      const key = keyOf(cells);
      if (known.has(key)) this.counts.unchanged += 1;
      else {
        known.add(key);
        this.counts.appended += 1;
        yield cells;
      }
    }
  }

  private async *read(): AsyncGenerator<RunRow> {
    try {
      yield* this.rows;
    } catch (error) {
      this.failure = error;
      throw error;
    }
  }
}

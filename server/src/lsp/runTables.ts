import type { ReviewCounts } from '../protocol';
import type { RowTable, Runs } from '../runs';
import { type RowFacts, reviewOutcome, rowFacts } from './rowFacts';
import { RowPages } from './rowPages';

/** Runs whose rows are kept at hand: as many as a person looks at in turn. */
const mostTables = 4;

/** The rows of one run. */
export interface RunTable {
  table: RowTable<RowFacts>;
  pages: RowPages;
}

/** The rows of the runs that were looked at last. */
export class RunTables {
  private readonly tables = new Map<string, RunTable>();

  constructor(private readonly runs: () => Pick<Runs, 'summary' | 'table'>) {}

  /** @throws Failure `run-not-found`. */
  async of(run: string): Promise<RunTable> {
    // Asked first: whoever comes meanwhile is to find the same table, which has read its file.
    await this.summary(run);
    const found = this.tables.get(run) ?? this.open(run);
    this.tables.delete(run);
    this.tables.set(run, found);
    const [oldest] = this.tables.keys();
    if (this.tables.size > mostTables) this.tables.delete(oldest!);
    return found;
  }

  private async summary(run: string): Promise<void> {
    try {
      await this.runs().summary(run);
    } catch (error) {
      this.tables.delete(run);
      throw error;
    }
  }

  private open(run: string): RunTable {
    const table = this.runs().table(run, rowFacts);
    return { table, pages: new RowPages(table) };
  }
}

/** The images of a run by what was said of them. */
export async function reviewCounts({ table }: RunTable): Promise<ReviewCounts> {
  const counts: ReviewCounts = { accepted: 0, corrected: 0, skipped: 0 };
  await table.rows(({ facts, reviewOf }) => {
    for (const each of facts) {
      const review = reviewOf(each.image);
      if (review) counts[reviewOutcome(each, review)] += 1;
    }
    return [];
  });
  return counts;
}

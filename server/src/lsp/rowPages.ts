import type { RunRowsPage, RunRowsParams } from '../protocol';
import type { RowTable, Runs } from '../runs';
import { isAskedFor, type RowFacts, rowFacts, rowOrder } from './rowFacts';

/** Rows of a page where a client does not say how many. */
const usualCount = 100;
/** Runs whose rows are kept at hand: as many as a person looks at in turn. */
const mostTables = 4;

/** The images that were asked for last, in order, so that scrolling does not sort them anew. */
interface Choice {
  asked: string;
  version: number;
  images: string[];
}

/** Pages of the rows of runs. */
export class RowPages {
  private readonly tables = new Map<string, { table: RowTable<RowFacts>; choice?: Choice }>();

  constructor(private readonly runs: () => Pick<Runs, 'summary' | 'table'>) {}

  /**
   * The rows that are asked for, in their order: a page of them, and how many there are.
   *
   * @throws Failure `run-not-found`.
   */
  async page({ run, from = 0, count = usualCount, ...asked }: RunRowsParams): Promise<RunRowsPage> {
    const entry = await this.entryOf(run);
    let total = 0;
    const rows = await entry.table.rows(({ facts, version }) => {
      const key = JSON.stringify(asked);
      if (entry.choice?.asked !== key || entry.choice.version !== version) {
        entry.choice = { asked: key, version, images: chosen(facts, asked) };
      }
      total = entry.choice.images.length;
      return entry.choice.images.slice(from, from + count);
    });
    return { rows, total };
  }

  private async entryOf(run: string) {
    const entry = this.tables.get(run) ?? { table: this.runs().table(run, rowFacts) };
    this.tables.delete(run);
    await this.runs().summary(run);
    this.tables.set(run, entry);
    const [oldest] = this.tables.keys();
    if (this.tables.size > mostTables) this.tables.delete(oldest!);
    return entry;
  }
}

function chosen(
  facts: Iterable<RowFacts>,
  { order, descending, ...filter }: Omit<RunRowsParams, 'run' | 'from' | 'count'>,
): string[] {
  const found = [...facts].filter((each) => isAskedFor(each, filter));
  return found.sort(rowOrder(order, descending)).map(({ image }) => image);
}

import type { RunRowsPage, RunRowsParams } from '../protocol';
import type { RowFactsNow, RowTable } from '../runs';
import { isAskedFor, isReviewedAsAskedFor, type RowFacts, rowOrder } from './rowFacts';

/** Rows of a page where a client does not say how many. */
const usualCount = 100;

type Asked = Omit<RunRowsParams, 'run' | 'from' | 'count'>;

/** Pages of the rows of a run. */
export class RowPages {
  /** The images that were asked for last, in order, so that scrolling does not sort them anew. */
  private choice: { key: string; images: string[] } | undefined;

  constructor(private readonly table: Pick<RowTable<RowFacts>, 'rows'>) {}

  /** The rows that are asked for, in their order: a page of them, and how many there are. */
  async page({ from = 0, count = usualCount, ...asked }: Omit<RunRowsParams, 'run'>) {
    let total = 0;
    const rows = await this.table.rows((now) => {
      const images = this.chosen(now, asked);
      total = images.length;
      return images.slice(from, from + count);
    });
    return { rows, total } satisfies RunRowsPage;
  }

  private chosen(now: RowFactsNow<RowFacts>, { review, order, descending, ...rest }: Asked) {
    // Reviews change with every key that is pressed: those who do not ask for them need not wait.
    const versions = [now.version, review && now.reviewVersion];
    const key = JSON.stringify([versions, { review, order, descending, ...rest }]);
    if (this.choice?.key !== key) {
      const isWanted = (facts: RowFacts): boolean =>
        isAskedFor(facts, rest) &&
        (!review || isReviewedAsAskedFor(facts, now.reviewOf(facts.image), review));
      const found = [...now.facts].filter(isWanted).sort(rowOrder(order, descending));
      this.choice = { key, images: found.map(({ image }) => image) };
    }
    return this.choice.images;
  }
}

import type { RunCounts } from '../protocol';
import type { RowHead } from './rowLine';

/** The images of a run, each with what is known of it, and what that comes to. */
export class KnownImages {
  /** Undefined of those that nothing has become of yet. */
  private readonly rows = new Map<string, RowHead | undefined>();
  readonly counts: RunCounts = { total: 0, done: 0, failed: 0, unchanged: 0 };
  evaluations = 0;
  remembered = 0;

  constructor(rows: Iterable<RowHead>) {
    for (const row of rows) this.put(row);
  }

  row(image: string): RowHead | undefined {
    return this.rows.get(image);
  }

  images(): Iterable<string> {
    return this.rows.keys();
  }

  add(image: string): void {
    if (this.rows.has(image)) return;
    this.rows.set(image, undefined);
    this.counts.total = this.rows.size;
  }

  put(row: RowHead): void {
    this.count(this.rows.get(row.image), -1);
    this.count(row, 1);
    this.rows.set(row.image, row);
    this.counts.total = this.rows.size;
  }

  /** @returns whether it had a row. */
  remove(image: string): boolean {
    const row = this.rows.get(image);
    this.count(row, -1);
    this.rows.delete(image);
    this.counts.total = this.rows.size;
    return row !== undefined;
  }

  private count(row: RowHead | undefined, times: 1 | -1): void {
    if (!row) return;
    if (row.failure === undefined) this.counts.done += times;
    else this.counts.failed += times;
    this.evaluations += times * row.evaluations;
    this.remembered += times * row.remembered;
  }
}

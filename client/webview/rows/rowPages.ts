import type { RunRow, RunRowsPage } from '../../../server/src/protocol';
import type { PanelRequests } from '../../src/panel/messages';
import type { RowQuery } from './rowQuery';

export const pageSize = 100;
/** Pages that are kept: 6,000 rows, some 6 MB. */
const mostPages = 60;
/** Rows that one request may ask for. */
const mostAsked = 1_000;

type AskRows = (
  params: PanelRequests['rows']['params'],
  signal: AbortSignal,
) => Promise<RunRowsPage>;

interface Page {
  rows: RunRow[];
  /** Whether rows may have changed since: it is shown until the new one is there. */
  isStale: boolean;
}

/** The rows of a query, of which only those that are looked at are there. */
export class RowPages {
  /** Rows of the query; undefined until it is known. */
  total: number | undefined;
  /** Why rows are missing; nothing more is asked for until they are refreshed. */
  failure: Error | undefined;
  /** Rises when rows may have moved. */
  version = 0;
  private pages = new Map<number, Page>();
  private readonly asked = new Map<number, AbortController>();
  private refreshing: AbortController | undefined;
  private isRefreshDue = false;
  private shown: readonly [first: number, last: number] = [0, 0];

  constructor(
    readonly query: RowQuery,
    private readonly ask: AskRows,
    private readonly onChange: () => void,
  ) {}

  at(index: number): RunRow | undefined {
    return this.pages.get(Math.floor(index / pageSize))?.rows[index % pageSize];
  }

  /** The rows that are here. */
  *here(): Iterable<RunRow> {
    for (const { rows } of this.pages.values()) yield* rows;
  }

  /** Where a row is now, as far as it is known; first looks near to where it was. */
  indexOf(image: string, near = 0): number | undefined {
    if (this.at(near)?.image === image) return near;
    for (const [number, { rows }] of this.pages) {
      const index = rows.findIndex((row) => row.image === image);
      if (index >= 0) return number * pageSize + index;
    }
    return undefined;
  }

  /** Sees to it that the rows from `first` to `last` come, those next to them too, and no others. */
  show(first: number, last: number): void {
    this.shown = [Math.floor(first / pageSize), Math.floor(last / pageSize)];
    const [from, to] = this.shown;
    for (const [number, controller] of this.asked) {
      if (number >= from - 1 && number <= to + 1) continue;
      controller.abort();
      this.asked.delete(number);
    }
    for (let number = from; number <= to; number++) this.want(number);
    if (this.total === undefined) return;
    this.want(to + 1);
    if (from > 0) this.want(from - 1);
  }

  /** Asks anew for what is looked at, in one request, so that no row shows twice or not at all. */
  async refresh(): Promise<void> {
    if (this.refreshing) {
      this.isRefreshDue = true;
      return;
    }
    this.failure = undefined;
    const [from, to] = this.shown;
    const controller = new AbortController();
    this.refreshing = controller;
    const count = Math.min((to - from + 1) * pageSize, mostAsked);
    const isDone = await this.fetch(from * pageSize, count, controller.signal);
    this.refreshing = undefined;
    if (isDone) this.forgetOthers(from, from + count / pageSize - 1);
    if (this.isRefreshDue && !controller.signal.aborted) {
      this.isRefreshDue = false;
      await this.refresh();
    }
  }

  /** Rows from `from` up to `to`, which come from the extension where they are not here. */
  async range(from: number, to: number, signal?: AbortSignal): Promise<RunRow[]> {
    const rows: RunRow[] = [];
    while (from + rows.length < to) {
      const next = from + rows.length;
      const here = this.at(next);
      if (here) {
        rows.push(here);
        continue;
      }
      const count = Math.min(to - next, mostAsked);
      const params = { ...this.query, from: next, count };
      const page = await this.ask(params, signal ?? new AbortController().signal);
      if (page.rows.length === 0) break;
      rows.push(...page.rows);
    }
    return rows;
  }

  /** Changes rows that are here, ahead of what the extension will say. */
  change(change: (row: RunRow) => RunRow): void {
    for (const page of this.pages.values()) page.rows = page.rows.map(change);
    this.onChange();
  }

  /** Waits for nothing any more. */
  stop(): void {
    for (const controller of this.asked.values()) controller.abort();
    this.refreshing?.abort();
  }

  private want(number: number): void {
    const page = this.pages.get(number);
    if (page && !page.isStale) {
      this.keep(number, page);
      return;
    }
    const isBeyond = this.total !== undefined && number * pageSize >= this.total;
    if (isBeyond || this.failure || this.asked.has(number)) return;
    const controller = new AbortController();
    this.asked.set(number, controller);
    void this.fetch(number * pageSize, pageSize, controller.signal).then(() => {
      if (this.asked.get(number) === controller) this.asked.delete(number);
    });
  }

  /** @returns whether the rows came */
  private async fetch(from: number, count: number, signal: AbortSignal): Promise<boolean> {
    try {
      const { rows, total } = await this.ask({ ...this.query, from, count }, signal);
      this.total = total;
      this.failure = undefined;
      for (let at = 0; at < count; at += pageSize) {
        this.keep((from + at) / pageSize, { rows: rows.slice(at, at + pageSize), isStale: false });
      }
      this.version++;
    } catch (error) {
      if (signal.aborted) return false;
      this.failure = error as Error;
    }
    this.onChange();
    return this.failure === undefined;
  }

  /** The page was used last of all: the one that was not used for longest makes room. */
  private keep(number: number, page: Page): void {
    this.pages.delete(number);
    this.pages.set(number, page);
    if (this.pages.size > mostPages) this.pages.delete(this.pages.keys().next().value!);
  }

  private forgetOthers(from: number, to: number): void {
    for (const [number, page] of this.pages) {
      page.isStale = number < from || number > to;
    }
    this.show(this.shown[0] * pageSize, this.shown[1] * pageSize);
  }
}

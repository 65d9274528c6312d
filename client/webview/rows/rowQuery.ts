import type { PanelRequests } from '../../src/panel/messages';

/** Which rows of a run are to be seen, and in which order. */
export type RowQuery = Omit<PanelRequests['rows']['params'], 'from' | 'count'>;

export type RowOrder = NonNullable<RowQuery['order']>;

/** What keeps rows out. */
const filterNames = ['predicted', 'truth', 'only', 'review', 'probability'] as const;
export type FilterName = (typeof filterNames)[number];
export type Filters = Pick<RowQuery, FilterName>;

export function setFilters(query: RowQuery): FilterName[] {
  return filterNames.filter((name) => query[name] !== undefined);
}

/** The query with other filters; those that are undefined are taken away. */
export function withFilters(query: RowQuery, filters: Filters): RowQuery {
  const entries = Object.entries({ ...query, ...filters });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

export function withoutFilters(query: RowQuery): RowQuery {
  return withFilters(query, Object.fromEntries(filterNames.map((name) => [name, undefined])));
}

/** Orders in which what stands out comes last unless they are turned round. */
const descendingFirst: ReadonlySet<RowOrder> = new Set(['evaluations']);

/** The query by another order; by the one that it has, turned round. */
export function orderedBy(query: RowQuery, order: RowOrder): RowQuery {
  const isSame = (query.order ?? 'path') === order;
  return { ...query, order, descending: isSame ? !query.descending : descendingFirst.has(order) };
}

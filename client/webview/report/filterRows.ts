import { fire } from '../widgets/fire';

/** Rows that somebody wants to see, as the rows of a run are asked for. */
export interface FilterRows {
  /** Of this right label. */
  truth?: string;
  /** Of which this label was predicted. */
  predicted?: string;
  /** Those that failed, or whose race was undecided. */
  only?: 'failed' | 'undecided';
  order?: 'uncertainty';
}

/** Tells what holds the report: the event `filter-rows`. */
export function filterRows(element: EventTarget, rows: FilterRows): void {
  fire<FilterRows>(element, 'filter-rows', rows);
}

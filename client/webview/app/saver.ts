import { saveResults } from '../extension';
import type { Results } from './results';
import type { SavedResults } from './savedPanel';

/** Milliseconds after a change that it is saved: a page that is hidden gets no warning. */
const delay = 100;
/** Selected images that are saved: of 10,000 each change would write a megabyte. */
const mostSelected = 1_000;

/** Saves where a person is in the results, once they have rested. */
export class Saver {
  private timer = 0;

  later(results: Results, place: Pick<SavedResults, 'view' | 'first' | 'detail'>): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => saveResults({ ...place, ...saved(results) }), delay);
  }
}

function saved({
  query,
  selection,
  reviewer,
}: Results): Omit<SavedResults, 'view' | 'first' | 'detail'> {
  const { focused, selected } = selection;
  const isFew = selected.length <= mostSelected;
  return {
    query,
    focused,
    selected: isFew ? selected : selected.filter(({ image }) => image === focused.image),
    steps: reviewer.steps,
  };
}

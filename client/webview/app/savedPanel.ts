import type { PanelSubject } from '../../src/panel/messages';
import type { UndoStep } from '../review/reviewer';
import type { RowQuery } from '../rows/rowQuery';
import type { FocusedRow, SelectedImage } from '../rows/rowSelection';

export type View = 'grid' | 'table' | 'report';

/** Where a person is in the results of a run. */
export interface SavedResults {
  view: View;
  query: RowQuery;
  focused: FocusedRow;
  selected: SelectedImage[];
  /** The first row in view. */
  first: number;
  /** Reviews that can be taken back. */
  steps: UndoStep[];
  detail: { isOpen: boolean; width: number };
}

/** What VS Code keeps of the page while it is hidden and over a reload. */
export interface SavedPanel {
  /** Of this the extension makes the panel again. */
  subject: PanelSubject;
  results?: SavedResults;
}

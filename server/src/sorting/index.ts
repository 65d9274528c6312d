/** Sorting images into a folder for each label, and undoing that. */
export { defaultTarget } from './defaultTarget';
export type { SortRequest } from './plan';
export { previewSort, sortImages } from './sort';
export { type Sortable, sortableRows } from './sortable';
export { undoSort } from './undo';

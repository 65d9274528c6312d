/** Folders being classified: which images, what became of each, and how to go on. */
export type { RunControl } from './control';
export { listImages } from './listImages';
export type { RowFactsNow, RowTable } from './rowTable';
export { Runs } from './runs';

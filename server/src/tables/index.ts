/** Tables in files: reading any, and writing those of runs. */
export { exportReviews } from './exportReviews';
export { exportRows } from './exportRows';
export { jsonLines } from './jsonLines';
export { mostUncertain } from './mostUncertain';
export { readRows } from './readRows';
export { readTable } from './readTable';

/** What a run comes to: figures, and how they are shown. */
export { reportFacts } from './facts';
export { reportFiles } from './reportFiles';
export { runReport } from './runReport';
export { type ReportTable, reportTables } from './tables';
export { writeReport } from './writeReport';

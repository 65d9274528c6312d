/** What a run comes to: figures, and how they are shown. */
export { reportCharts } from './charts';
export { reportFacts } from './facts';
export { reportMarkdown } from './markdown';
export { runReport } from './runReport';
export { type ReportTable, reportTables } from './tables';

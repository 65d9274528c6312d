import type { RunReport, RunSummary } from '../protocol';
import { runReport } from '../report';
import type { Runs } from '../runs';
import { exportRows } from '../tables';
import { checkOutputFile } from './outputFile';
import { countText } from './quantities';
import { writeReport } from './reportFile';
import type { OutputFlags } from './runFlags';

/** What the tables of runs can be, by the ends of their names. */
export const tableEndings = ['.csv', '.jsonl', '.parquet'];

/**
 * Checks, before the work, that what a run comes to can be written after it.
 *
 * @throws Failure `options-invalid`.
 */
export async function checkOutputs({ out = [], report }: OutputFlags): Promise<void> {
  for (const file of out) await checkOutputFile('--out', file, tableEndings);
  if (report !== undefined) await checkOutputFile('--report', report, ['.md', '.json']);
}

/** Appends the rows of a run to a table. @returns what was done, for people. */
export async function appendRows(
  runs: Pick<Runs, 'rows'>,
  summary: RunSummary,
  file: string,
): Promise<string> {
  const { appended, unchanged } = await exportRows(runs.rows(summary.run), summary, file);
  const known = unchanged > 0 ? `; ${countText(unchanged)} were in it already` : '';
  return `${file}: ${countText(appended)} rows appended${known}`;
}

/**
 * Writes the files that were asked for, and says what a run comes to.
 *
 * @returns `notes` on what was written, for people.
 * @throws Failure where a file cannot be written.
 */
export async function writeOutputs(
  runs: Pick<Runs, 'rows'>,
  summary: RunSummary,
  { out = [], report: file }: OutputFlags,
): Promise<{ report: RunReport; notes: string[] }> {
  const notes: string[] = [];
  for (const table of out) notes.push(await appendRows(runs, summary, table));
  const report = await runReport(runs.rows(summary.run), summary);
  if (file !== undefined) notes.push(...(await writeReport(report, file)));
  return { report, notes };
}

import { stat } from 'node:fs/promises';
import { Failure } from '../failure';
import type { RunReport, RunRow, RunSummary } from '../protocol';
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
  for (const file of out) {
    await checkOutputFile('--out', file, tableEndings);
    await checkTable(file);
  }
  if (report !== undefined) await checkOutputFile('--report', report, ['.md', '.json']);
}

async function* noRows(): AsyncGenerator<RunRow> {}

/** @throws Failure `file-not-writable` where there is another table, which no rows can be appended to. */
async function checkTable(file: string): Promise<void> {
  const { size } = await stat(file).catch(() => ({ size: 0 }));
  if (size > 0) await exportRows(noRows(), { run: '', model: '' }, file);
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
 * Writes the files that were asked for, and says what a run comes to. A file that cannot be written
 * does not keep the others from being written.
 *
 * @returns `notes` on what was written, for people; `failures` of what was not.
 */
export async function writeOutputs(
  runs: Pick<Runs, 'rows'>,
  summary: RunSummary,
  { out = [], report: file }: OutputFlags,
): Promise<{ report: RunReport; notes: string[]; failures: Failure[] }> {
  const notes: string[] = [];
  const failures: Failure[] = [];
  const attempt = async (write: () => Promise<string[]>): Promise<void> => {
    try {
      notes.push(...(await write()));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      failures.push(error);
    }
  };
  for (const table of out) await attempt(async () => [await appendRows(runs, summary, table)]);
  const report = await runReport(runs.rows(summary.run), summary);
  if (file !== undefined) await attempt(async () => await writeReport(report, file));
  return { report, notes, failures };
}

import type { RunRow } from '../protocol';
import { runReport } from '../report';
import type { Runs } from '../runs';
import { exportReviews } from '../tables';
import { findRun } from './findRun';
import { checkOutputFile } from './outputFile';
import { writeReport } from './reportFile';
import { reportText } from './reportText';
import { appendRows, checkOutputs, tableEndings } from './runOutputs';
import { runsTable } from './runsTable';
import { imagesText } from './sortText';
import { printable, type Terminal } from './terminal';

/** The flags of `runs show`, as commander gives them. */
export interface ShowFlags {
  cacheFolder?: string;
  rows?: boolean;
  failed?: boolean;
  json?: boolean;
}

export async function listRuns(
  runs: Runs,
  { json }: { json?: boolean },
  { stdout }: Terminal,
): Promise<void> {
  const all = await runs.list();
  if (!json) stdout.write(`${printable(runsTable(all))}\n`);
  else for (const summary of all) stdout.write(`${JSON.stringify(summary)}\n`);
}

/** "cats/1.png: cat 94.2%", with the right label where it is another; or why there is none. */
function rowText({ image, truth, result, failure }: RunRow): string {
  if (!result) return failure?.message ?? image;
  const { predicted, labels } = result;
  const probability = labels[0]?.probability ?? null;
  const sure = probability === null ? '' : ` ${(100 * probability).toFixed(1)}%`;
  return `${image}: ${predicted}${sure}${truth === undefined || truth === predicted ? '' : ` (${truth})`}`;
}

export async function showRun(
  runs: Runs,
  id: string,
  { rows, failed, json }: ShowFlags,
  { stdout }: Terminal,
): Promise<void> {
  const summary = findRun(await runs.list(), id);
  const write = (value: object, text: () => string): void =>
    void stdout.write(`${json ? JSON.stringify(value) : printable(text())}\n`);
  write(summary, () => runsTable([summary]));
  if (!rows && !failed) return;
  for await (const row of runs.rows(summary.run)) {
    if (rows || row.failure) write(row, () => rowText(row));
  }
}

export async function removeRuns(
  runs: Runs,
  ids: readonly string[],
  { stdout }: Terminal,
): Promise<void> {
  const all = await runs.list();
  // All are looked up first, so that a wrong one does not leave half of the work done.
  for (const { run, folder } of ids.map((id) => findRun(all, id))) {
    await runs.remove(run);
    stdout.write(`${printable(`${run} of ${folder} is forgotten.`)}\n`);
  }
}

export async function reportRun(
  runs: Runs,
  id: string,
  flags: { report?: string; json?: boolean },
  { stdout, stderr }: Terminal,
): Promise<void> {
  await checkOutputs(flags);
  const summary = findRun(await runs.list(), id);
  const report = await runReport(runs.rows(summary.run), summary);
  stdout.write(`${flags.json ? JSON.stringify(report) : printable(reportText(report))}\n`);
  if (flags.report === undefined) return;
  for (const note of await writeReport(report, flags.report)) stderr.write(`${printable(note)}\n`);
}

/** @param reviews whether the labels that people gave are written, in place of all rows. */
export async function exportRun(
  runs: Runs,
  id: string,
  file: string,
  { reviews }: { reviews?: true },
  { stdout }: Terminal,
): Promise<void> {
  await checkOutputFile('export', file, reviews ? ['.csv', '.jsonl'] : tableEndings);
  const summary = findRun(await runs.list(), id);
  const done = reviews
    ? `${file}: ${imagesText((await exportReviews(runs.rows(summary.run), file)).images)} with a label by review`
    : await appendRows(runs, summary, file);
  stdout.write(`${printable(done)}\n`);
}

import { Failure } from '../failure';
import { imageExtensions } from '../imageExtensions';
import type { RunProgress, RunSummary } from '../protocol';
import type { RunControl } from '../runs';
import { exitCodes } from './exitCodes';
import type { OpenRuns } from './openRuns';
import { countText } from './quantities';
import type { OutputFlags } from './runFlags';
import { writeOutputs } from './runOutputs';
import { RunBar } from './runProgress';
import { runOutcomeText } from './runText';
import { printable, type Terminal } from './terminal';

/** What was reached, and what to do about the rest. */
function cancelledText({ counts }: RunSummary, isKept: boolean): string {
  const reached = `Cancelled: ${countText(counts.done)} of ${countText(counts.total)} are done`;
  return isKept ? `${reached}; run the same command to go on.` : `${reached}.`;
}

function noImages({ folder }: RunSummary): Failure {
  const endings = imageExtensions.map((extension) => `.${extension}`).join(', ');
  return new Failure(
    'folder-not-readable',
    `There are no images in ${folder}. Expected files that end in ${endings}, at any depth; what ignore files, --include and --exclude leave out is not looked at (--no-ignore-files).`,
    { folder },
  );
}

/** How far a run came that ended with `error`; undefined where there is none yet. */
async function summaryAtEnd(
  { runs }: OpenRuns,
  last: RunProgress | undefined,
): Promise<RunSummary | undefined> {
  return last && (await runs.summary(last.run).catch(() => undefined));
}

/**
 * Shows how a run goes and what it came to, and writes what is done to the files that were asked for,
 * however it ended.
 *
 * @param begin starts the run, or goes on with it.
 * @throws Failure what every image would meet, after what was done before has been written.
 */
export async function followRun(
  open: OpenRuns,
  begin: (control: RunControl) => Promise<RunSummary>,
  flags: OutputFlags,
  terminal: Terminal,
): Promise<number> {
  const { runs, signal, warn, warnOnce, isKept } = open;
  const { stdout } = terminal;
  const writeLine = (value: unknown): void => void stdout.write(`${JSON.stringify(value)}\n`);
  const bar = new RunBar(terminal);
  let last: RunProgress | undefined;
  const onProgress = (progress: RunProgress): void => {
    last = progress;
    bar.show(progress);
    if (!flags.json) return;
    const { rows, ...amount } = progress;
    for (const row of rows) writeLine({ row });
    writeLine({ progress: amount });
  };
  let summary: RunSummary | undefined;
  let failure: Failure | undefined;
  try {
    summary = await begin({ signal, onProgress });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    failure = error;
    summary = await summaryAtEnd(open, last);
  } finally {
    bar.stop();
  }
  const isCancelled = signal.aborted;
  if (!summary) {
    if (!isCancelled) throw failure;
    warn('Cancelled before an image was looked at.');
    return exitCodes.cancelled;
  }
  for (const { message } of summary.warnings ?? []) warnOnce(message);
  if (!isCancelled && summary.counts.done + summary.counts.failed === 0) {
    // Nothing came of it that could be gone on with.
    await runs.remove(summary.run);
    throw failure ?? noImages(summary);
  }
  const { report, notes, failures } = await writeOutputs(runs, summary, flags);
  if (flags.json) writeLine({ summary, ...(report && { report }) });
  for (const note of [...notes, ...failures.map(({ message }) => message)]) warn(note);
  if (isCancelled) {
    warn(cancelledText(summary, isKept));
    return exitCodes.cancelled;
  }
  if (failure) throw failure;
  if (!flags.json) {
    stdout.write(`${printable(runOutcomeText(summary, report))}\n`);
  }
  if (failures.length > 0) return exitCodes.usage;
  return summary.counts.failed === 0 ? exitCodes.done : exitCodes.someFailed;
}

import { followRun } from './followRun';
import { openQueuedRuns } from './openQueuedRuns';
import { openRuns } from './openRuns';
import { type RunFlags, runRequestFor } from './runFlags';
import { checkOutputs } from './runOutputs';
import type { Terminal } from './terminal';

/** `run`: classifies a folder, and goes on where an earlier go ended. */
export async function runFolder(
  folder: string,
  flags: RunFlags,
  terminal: Terminal,
): Promise<number> {
  const request = await runRequestFor(folder, flags);
  await checkOutputs(flags);
  const { queue } = flags;
  const open =
    queue === undefined
      ? openRuns(flags, terminal)
      : await openQueuedRuns(folder, queue, flags, terminal);
  try {
    return await followRun(
      open,
      (control) => open.runs.start(request, { ...control, retry: flags.retry }),
      flags,
      terminal,
    );
  } finally {
    await open.close();
  }
}

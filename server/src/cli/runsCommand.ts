import { Command } from 'commander';
import { Engine } from '../engine';
import { Runs } from '../runs';
import { exitCodes } from './exitCodes';
import { findRun } from './findRun';
import { followRun } from './followRun';
import { engineOptions, folderName } from './modelOptions';
import type { EngineFlags } from './openEngine';
import { openRuns, runsFolder } from './openRuns';
import type { OutputFlags } from './runFlags';
import { outputOptions } from './runOptions';
import { checkOutputs } from './runOutputs';
import { exportRun, listRuns, removeRuns, reportRun, type ShowFlags, showRun } from './runsActions';
import type { Terminal } from './terminal';

const cacheOption = [
  '--cache-folder <folder>',
  "where runs are kept (default: the user's cache)",
  folderName,
] as const;

/** Goes on with a run, and tries its failed images again. */
async function retryRun(
  id: string,
  flags: EngineFlags & OutputFlags,
  terminal: Terminal,
): Promise<number> {
  await checkOutputs(flags);
  const open = openRuns(flags, terminal);
  try {
    const { run } = findRun(await open.runs.list(), id);
    return await followRun(
      open,
      (control) => open.runs.resume(run, { ...control, retry: true }),
      flags,
      terminal,
    );
  } finally {
    await open.close();
  }
}

/** `runs`: what there is of runs, and what to do with them. */
export function runsCommand(terminal: Terminal, setExitCode: (code: number) => void): Command {
  /** Does something with the runs of a folder, none of which goes on. */
  const withRuns = async (
    flags: { cacheFolder?: string },
    action: (runs: Runs) => Promise<void>,
  ): Promise<void> => {
    const engine = new Engine();
    const runs = new Runs({ engine, folder: runsFolder(flags) });
    try {
      await action(runs);
    } finally {
      await runs.close();
      engine.dispose();
    }
    setExitCode(exitCodes.done);
  };
  const subcommand = (name: string, description: string): Command =>
    new Command(name).description(description).option(...cacheOption);

  const list = subcommand('list', 'all runs, the newest first')
    .option('--json', 'one JSON object a line')
    .action((flags) => withRuns(flags, (runs) => listRuns(runs, flags, terminal)));
  const show = subcommand('show', 'one run: how far it is, and what failed')
    .argument('<run>', 'its id, or the beginning of it')
    .option('--rows', 'what became of each image')
    .option('--failed', 'what became of each image that failed')
    .option('--json', 'one JSON object a line')
    .action((id: string, flags: ShowFlags) =>
      withRuns(flags, (runs) => showRun(runs, id, flags, terminal)),
    );
  const remove = subcommand('remove', 'forget runs; images and exported files stay')
    .argument('<runs...>', 'their ids, or the beginnings of them')
    .action((ids: string[], flags) => withRuns(flags, (runs) => removeRuns(runs, ids, terminal)));
  const report = subcommand('report', 'what a run comes to, against the right labels')
    .argument('<run>', 'its id, or the beginning of it')
    .option('--report <file>', 'write it as .md (with charts beside it) or .json')
    .option('--json', 'one JSON object')
    .action((id: string, flags) => withRuns(flags, (runs) => reportRun(runs, id, flags, terminal)));
  const exportTo = subcommand('export', 'append the rows of a run to a table')
    .argument('<run>', 'its id, or the beginning of it')
    .argument('<file>', 'ends in .csv, .jsonl or .parquet')
    .option('--reviews', 'write the labels that people gave, as right labels: .csv or .jsonl')
    .action((id: string, file: string, flags) =>
      withRuns(flags, (runs) => exportRun(runs, id, file, flags, terminal)),
    );
  const retry = outputOptions(
    engineOptions(
      new Command('retry')
        .description('go on with a run, and try its failed images again')
        .argument('<run>', 'its id, or the beginning of it'),
    ),
  ).action(async (id: string, flags: EngineFlags & OutputFlags) =>
    setExitCode(await retryRun(id, flags, terminal)),
  );
  return [list, show, retry, report, exportTo, remove].reduce(
    (command, each) => command.addCommand(each),
    new Command('runs').description('Runs of folders: what they came to, and going on with them.'),
  );
}

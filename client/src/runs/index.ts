import { commands, type ExtensionContext, type LogOutputChannel } from 'vscode';
import type { Results } from '../results';
import type { Server } from '../server';
import type { WarningNotices } from '../warningNotices';
import { offerInterrupted } from './interruptedRuns';
import { keepResults } from './keepResults';
import { type RunPanels, registerRunCommands } from './runCommands';
import { tellEnds } from './runNotices';
import type { Runs } from './runs';
import { RunsView } from './runsView';
import { SortLogs } from './sortLogs';

export { Runs } from './runs';
export type { RunView } from './runView';

/** The view of runs, the commands about them, and what people are told of them. */
export function activateRuns(
  { subscriptions, workspaceState, globalState }: ExtensionContext,
  runs: Runs,
  panels: RunPanels,
  { server, results, notices, log }: RunParts,
): void {
  const view = new RunsView(runs, server, log);
  subscriptions.push(
    view,
    ...registerRunCommands(runs, panels, new SortLogs(globalState)),
    commands.registerCommand('diffusionClassifier.runs.refresh', () => view.list()),
    tellEnds(runs, (run) => panels.isShown(run), notices),
    offerInterrupted(runs, workspaceState, log),
    keepResults(runs, results),
  );
}

interface RunParts {
  server: Server;
  results: Results;
  notices: WarningNotices;
  log: LogOutputChannel;
}

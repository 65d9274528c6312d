import { commands, type Uri } from 'vscode';
import { ClassificationFailure } from '../failure';
import { reveal } from '../reveal';
import type { PanelAction } from './messages';

/** What VS Code does for a panel. Commands tell people by themselves what went wrong. */
export type Actions = Partial<Record<PanelAction, () => Thenable<unknown>>>;

function run(command: string, ...args: unknown[]): Thenable<unknown> {
  return commands.executeCommand(`diffusionClassifier.${command}`, ...args);
}

export const serverActions: Actions = {
  restartServer: () => run('restartServer'),
  showLog: () => run('showLog'),
};

export function runActions(id: string): Actions {
  return {
    pause: () => run('runs.pause', id),
    resume: () => run('runs.resume', id),
    cancel: () => run('runs.cancel', id),
    retry: () => run('runs.retry', id),
    saveReport: () => run('runs.report', id),
    export: () => run('runs.export', id),
    exportReviews: () => run('runs.exportReviews', id),
    sort: () => run('runs.sort', id),
    sortReviewed: () => run('runs.sort', id, { by: 'review' }),
    undoSort: () => run('runs.undoSort', id),
    revealFolder: () => run('runs.reveal', id),
  };
}

export function imageActions(image: Uri): Actions {
  return {
    openImage: () => commands.executeCommand('vscode.open', image),
    revealImage: () => reveal(image),
  };
}

/** @throws ClassificationFailure where the panel has no such action */
export async function act(action: PanelAction, actions: Actions): Promise<null> {
  const perform = actions[action];
  if (!perform) throw new ClassificationFailure('unexpected', `Nothing here can ${action}.`);
  await perform();
  return null;
}

import path from 'node:path';
import {
  commands,
  type ExtensionContext,
  type LogOutputChannel,
  l10n,
  StatusBarAlignment,
  type StatusBarItem,
  ThemeColor,
  window,
  workspace,
} from 'vscode';
import type { ServerStatus } from '../../../server/src/protocol';
import { toFailure } from '../failure';
import { openSettings, showFailure } from '../recovery';
import type { Runs } from '../runs';
import type { Server } from '../server';
import { modelInUse } from '../settings';
import type { WarningNotices } from '../warningNotices';
import { runsGoingOn } from './runsGoingOn';
import { itemText, name, type StatusFacts, spokenText, tooltip } from './statusText';

/**
 * The status bar item, and the commands that it links to. It shows from the first use on: people
 * who open a text only, which activates the extension, have no use for it.
 */
export function activateStatus(
  context: ExtensionContext,
  server: Server,
  runs: Runs,
  log: LogOutputChannel,
  notices: WarningNotices,
): void {
  const item = window.createStatusBarItem('status', StatusBarAlignment.Left);
  item.name = name;
  let newest: ServerStatus | undefined;
  /** The server hears of another model with the next image. */
  let chosen: string | undefined;
  let shown = '';
  const update = (): void => {
    if (!newest) return;
    const status = chosen === undefined ? newest : { ...newest, model: chosen };
    const facts = { status, work: runsGoingOn(runs.all) };
    // Runs tell of themselves several times a second, and an open tooltip begins anew each time.
    const facing = JSON.stringify(facts);
    if (facing !== shown) show(item, facts);
    shown = facing;
  };
  context.subscriptions.push(
    item,
    server.onDidChangeStatus((status) => {
      newest = status;
      chosen = undefined;
      update();
      notices.tell(status.warnings);
    }),
    runs.onDidChange(update),
    workspace.onDidChangeConfiguration((event) => {
      if (!event.affectsConfiguration('diffusionClassifier.model')) return;
      const model = modelInUse();
      chosen = model === undefined ? undefined : path.basename(model);
      if (newest) newest = withoutModel(newest);
      update();
    }),
    commands.registerCommand('diffusionClassifier.showLog', () => log.show()),
    commands.registerCommand('diffusionClassifier.openSettings', (setting?: unknown) =>
      openSettings(typeof setting === 'string' ? setting : `@ext:${context.extension.id}`),
    ),
    commands.registerCommand('diffusionClassifier.restartServer', async () => {
      try {
        await server.restart();
        window.setStatusBarMessage(l10n.t('The language server was restarted.'), 3000);
      } catch (error) {
        void showFailure(toFailure(error));
      }
    }),
  );
}

function withoutModel({ model: _, ...status }: ServerStatus): ServerStatus {
  return status;
}

const backgrounds = {
  ok: undefined,
  warning: new ThemeColor('statusBarItem.warningBackground'),
  error: new ThemeColor('statusBarItem.errorBackground'),
};

function show(item: StatusBarItem, facts: StatusFacts): void {
  const { status, work } = facts;
  item.text = itemText(facts);
  item.command = `diffusionClassifier.${commandFor(status.health, work.runs)}`;
  item.backgroundColor = backgrounds[status.health];
  item.tooltip = tooltip(facts);
  item.accessibilityInformation = { label: spokenText(facts), role: 'button' };
  item.show();
}

/** What is wrong is something to read about, work something to look at, and a model to choose. */
function commandFor(health: ServerStatus['health'], runs: number): string {
  if (health !== 'ok') return 'showLog';
  return runs > 0 ? 'runs.focus' : 'chooseModel';
}

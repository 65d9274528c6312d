import path from 'node:path';
import {
  commands,
  type ExtensionContext,
  type LogOutputChannel,
  l10n,
  MarkdownString,
  StatusBarAlignment,
  type StatusBarItem,
  ThemeColor,
  window,
  workspace,
} from 'vscode';
import type { ServerStatus } from '../../server/src/protocol';
import { toFailure } from './failure';
import { listText } from './listText';
import { showFailure } from './recovery';
import type { Server } from './server';
import { modelInUse } from './settings';
import { startOf } from './shortened';
import type { WarningNotices } from './warningNotices';
import { warningLines } from './warningText';

/** The status bar item, and the commands that it links to. */
export function activateStatus(
  context: ExtensionContext,
  server: Server,
  log: LogOutputChannel,
  notices: WarningNotices,
): void {
  const item = window.createStatusBarItem('status', StatusBarAlignment.Right);
  item.name = name;
  let newest: ServerStatus | undefined;
  context.subscriptions.push(
    item,
    server.onDidChangeStatus((status) => {
      newest = status;
      showStatus(item, status);
      notices.tell(status.warnings);
    }),
    workspace.onDidChangeConfiguration((event) => {
      // The server hears of another model with the next image.
      if (!newest || !event.affectsConfiguration('diffusionClassifier.model')) return;
      const { model: _, ...status } = newest;
      const chosen = modelInUse();
      showStatus(item, chosen ? { ...status, model: path.basename(chosen) } : status);
    }),
    commands.registerCommand('diffusionClassifier.showLog', () => log.show()),
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

const name = 'Diffusion Classifier';
/** Characters of a model's name, of which a folder may have many, beside all else in the status bar. */
const maxName = 40;

function showStatus(item: StatusBarItem, status: ServerStatus): void {
  const icon = icons[status.quiescent ? status.health : 'busy'];
  item.text = `${icon} ${startOf(status.model ?? name, maxName)}`;
  // A model is something to choose; what is wrong is something to read about.
  item.command = `diffusionClassifier.${status.health === 'ok' ? 'chooseModel' : 'showLog'}`;
  item.backgroundColor = backgrounds[status.health];
  item.tooltip = tooltip(status);
  const label = listText([name, ...statusLines(status)]);
  item.accessibilityInformation = { label, role: 'button' };
  item.show();
}

const icons = {
  ok: '$(check)',
  warning: '$(warning)',
  error: '$(error)',
  busy: '$(loading~spin)',
};

const backgrounds = {
  ok: undefined,
  warning: new ThemeColor('statusBarItem.warningBackground'),
  error: new ThemeColor('statusBarItem.errorBackground'),
};

function tooltip(status: ServerStatus): MarkdownString {
  const markdown = new MarkdownString();
  for (const line of statusLines(status)) markdown.appendText(line).appendMarkdown('\n\n');
  const links = {
    'diffusionClassifier.chooseModel': l10n.t('Choose Model...'),
    'diffusionClassifier.showLog': l10n.t('Show Log'),
    'diffusionClassifier.restartServer': l10n.t('Restart Server'),
  };
  markdown.isTrusted = { enabledCommands: Object.keys(links) };
  const texts = Object.entries(links).map(([command, text]) => `[${text}](command:${command})`);
  markdown.appendMarkdown(texts.join(' | '));
  return markdown;
}

function statusLines(status: ServerStatus): string[] {
  const { health, quiescent, message, model, provider, warnings = [] } = status;
  const state = quiescent ? l10n.t('Ready') : l10n.t('Working');
  return [
    message ?? (health === 'ok' ? state : l10n.t('Something is wrong; see the log')),
    ...(model ? [l10n.t('Model: {0}', model)] : []),
    ...(provider ? [l10n.t('Provider: {0}', provider)] : []),
    ...warningLines(warnings),
  ];
}

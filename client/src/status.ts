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
} from 'vscode';
import type { ServerStatus } from '../../server/src/protocol';
import { toFailure } from './failure';
import { listText } from './listText';
import { showFailure } from './recovery';
import type { Server } from './server';

/** The status bar item, and the commands that it links to. */
export function activateStatus(
  context: ExtensionContext,
  server: Server,
  log: LogOutputChannel,
): void {
  const name = 'Diffusion Classifier';
  const item = window.createStatusBarItem('status', StatusBarAlignment.Right);
  item.name = name;
  item.command = 'diffusionClassifier.showLog';
  context.subscriptions.push(
    item,
    server.onDidChangeStatus((status) => showStatus(item, status)),
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

function showStatus(item: StatusBarItem, status: ServerStatus): void {
  const icon = icons[status.quiescent ? status.health : 'busy'];
  item.text = `${icon} Diffusion Classifier`;
  item.backgroundColor = backgrounds[status.health];
  item.tooltip = tooltip(status);
  const label = listText([item.name ?? item.text, ...statusLines(status)]);
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
  const enabledCommands = ['diffusionClassifier.restartServer', 'diffusionClassifier.showLog'];
  markdown.isTrusted = { enabledCommands };
  markdown.appendMarkdown(
    `[${l10n.t('Show Log')}](command:diffusionClassifier.showLog) | [${l10n.t('Restart Server')}](command:diffusionClassifier.restartServer)`,
  );
  return markdown;
}

function statusLines({ health, quiescent, message, model, provider }: ServerStatus): string[] {
  const state = quiescent ? l10n.t('Ready') : l10n.t('Working');
  return [
    message ?? (health === 'ok' ? state : l10n.t('Something is wrong; see the log')),
    ...(model ? [l10n.t('Model: {0}', model)] : []),
    ...(provider ? [l10n.t('Provider: {0}', provider)] : []),
  ];
}

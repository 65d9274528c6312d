import { commands, type ExtensionContext, l10n, workspace } from 'vscode';
import { showInformation } from './messages';
import type { Server } from './server';

const settings = ['diffusionClassifier.providers', 'diffusionClassifier.devices'];

/** A server chooses its devices once: offers to restart it when they are set while it runs. */
export function activateRestartOffer(context: ExtensionContext, server: Server): void {
  const listener = workspace.onDidChangeConfiguration(async (event) => {
    const isOfDevices = settings.some((setting) => event.affectsConfiguration(setting));
    if (!isOfDevices || !server.isStarted) return;
    const restart = l10n.t('Restart Server');
    const message = l10n.t('Other providers and devices are used once the server is restarted.');
    if ((await showInformation(message, restart)) === restart) {
      await commands.executeCommand('diffusionClassifier.restartServer');
    }
  });
  context.subscriptions.push(listener);
}

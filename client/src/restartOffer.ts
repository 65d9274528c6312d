import { commands, type ExtensionContext, l10n, workspace } from 'vscode';
import { showInformation } from './messages';
import type { Server } from './server';

/** What a server reads when it starts, and never again. */
const settings = ['providers', 'devices', 'cacheFolder'];

/** Offers to restart the server when one of these settings changes while it runs. */
export function activateRestartOffer(context: ExtensionContext, server: Server): void {
  const listener = workspace.onDidChangeConfiguration(async (event) => {
    const name = settings
      .map((setting) => `diffusionClassifier.${setting}`)
      .find((setting) => event.affectsConfiguration(setting));
    if (!name || !server.isStarted) return;
    const restart = l10n.t('Restart Server');
    const message = l10n.t('The setting "{0}" takes effect once the server is restarted.', name);
    if ((await showInformation(message, restart)) === restart) {
      await commands.executeCommand('diffusionClassifier.restartServer');
    }
  });
  context.subscriptions.push(listener);
}

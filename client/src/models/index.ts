import { commands, type ExtensionContext, type LogOutputChannel, l10n, window } from 'vscode';
import { toFailure } from '../failure';
import { showFailure } from '../recovery';
import type { Server } from '../server';
import { ModelChooser } from './chooseModel';
import { Downloads } from './downloadModel';
import { HuggingFaceToken } from './huggingFaceToken';
import { Models } from './models';

/** The commands about models: choose, download, verify, remove, and the token for the hub. */
export function activateModels(
  context: ExtensionContext,
  server: Server,
  log: LogOutputChannel,
): void {
  const models = new Models(server);
  const token = new HuggingFaceToken(context.secrets);
  const chooser = new ModelChooser(models, new Downloads(models, token, log));

  const register = (name: string, run: () => Promise<void>): void => {
    const command = commands.registerCommand(`diffusionClassifier.${name}`, async () => {
      try {
        await run();
      } catch (error) {
        void showFailure(toFailure(error));
      }
    });
    context.subscriptions.push(command);
  };
  register('chooseModel', () => chooser.choose());
  register('verifyModel', () => chooser.chooseDownloaded('verify', l10n.t('Verify a Model')));
  register('removeModel', () => chooser.chooseDownloaded('remove', l10n.t('Remove a Model')));
  register('setHuggingFaceToken', async () => {
    if (await token.ask()) sayBriefly(l10n.t('The token for Hugging Face was kept.'));
  });
  register('removeHuggingFaceToken', async () => {
    await token.remove();
    sayBriefly(l10n.t('The token for Hugging Face was removed.'));
  });
}

function sayBriefly(text: string): void {
  window.setStatusBarMessage(text, 5000);
}

import { commands, type ExtensionContext, type LogOutputChannel, l10n, window } from 'vscode';
import { toFailure } from '../failure';
import { showFailure } from '../recovery';
import type { Server } from '../server';
import { ModelChooser } from './chooseModel';
import { Downloads } from './downloadModel';
import { HuggingFaceToken } from './huggingFaceToken';
import { ModelActions } from './modelActions';
import type { ModelAction } from './modelItems';
import { Models } from './models';
import { ModelTree } from './modelTree';

/** The view of models, and the commands about them and the token for the hub. */
export function activateModels(
  context: ExtensionContext,
  server: Server,
  log: LogOutputChannel,
): void {
  const models = new Models(server);
  const token = new HuggingFaceToken(context.secrets);
  const downloads = new Downloads(models, token, log);
  const actions = new ModelActions(models, downloads);
  const chooser = new ModelChooser(models, downloads, actions);
  const tree = new ModelTree(models, downloads, server);
  context.subscriptions.push(tree);

  const register = (name: string, run: (target: unknown) => Promise<void>): void => {
    const command = commands.registerCommand(`diffusionClassifier.${name}`, async (target) => {
      try {
        await run(target);
      } catch (error) {
        void showFailure(toFailure(error));
      }
    });
    context.subscriptions.push(command);
  };
  register('chooseModel', () => chooser.choose());
  register('verifyModel', () => chooser.chooseDownloaded('verify', l10n.t('Verify a Model')));
  register('removeModel', () => chooser.chooseDownloaded('remove', l10n.t('Remove a Model')));
  const registerForRow = (name: string, action: ModelAction): void =>
    register(`models.${name}`, async (target) => {
      const entry = tree.all.find(({ id }) => id === target);
      if (entry) await actions.act(entry, action, tree.all);
      else await chooser.choose();
    });
  registerForRow('use', 'use');
  registerForRow('download', 'use');
  registerForRow('resumeDownload', 'use');
  registerForRow('verify', 'verify');
  registerForRow('remove', 'remove');
  registerForRow('reveal', 'reveal');
  registerForRow('openPage', 'openPage');
  register('models.refresh', () => tree.list());
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

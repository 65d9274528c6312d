import { commands, type ExtensionContext } from 'vscode';
import { toFailure } from './failure';
import { showFailure } from './recovery';

/** Registers a command of ours whose failures are shown to people. */
export function registerCommand(
  { subscriptions }: ExtensionContext,
  name: string,
  run: (target: unknown, selection: unknown) => Promise<void>,
): void {
  const id = `diffusionClassifier.${name}`;
  const command = commands.registerCommand(id, async (target, selection) => {
    try {
      await run(target, selection);
    } catch (error) {
      void showFailure(toFailure(error));
    }
  });
  subscriptions.push(command);
}

import { commands, type ExtensionContext, type LogOutputChannel, Uri, ViewColumn } from 'vscode';
import type { Classifier } from '../classifier';
import { classifyBatch } from '../classify/batch';
import { showOutcome } from '../classify/outcomeMessage';

/** What the bundled model knows, whatever the settings propose for pictures of one's own. */
const everydayLabels = [
  ...['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'],
];

/** The commands of the walkthrough: its page, and its first step. */
export function activateWalkthrough(
  context: ExtensionContext,
  classifier: Classifier,
  log: LogOutputChannel,
): void {
  const sample = Uri.joinPath(context.extensionUri, 'media/samples/bird.jpg');
  context.subscriptions.push(
    commands.registerCommand('diffusionClassifier.openWalkthrough', () =>
      commands.executeCommand(
        'workbench.action.openWalkthrough',
        `${context.extension.id}#gettingStarted`,
        false,
      ),
    ),
    commands.registerCommand('diffusionClassifier.classifySample', async () => {
      // Beside, so that the walkthrough can still be read.
      await commands.executeCommand('vscode.open', sample, {
        viewColumn: ViewColumn.Beside,
        preserveFocus: true,
      });
      const outcome = await classifyBatch(classifier, [sample], { labels: everydayLabels }, log);
      void showOutcome(outcome);
    }),
  );
}

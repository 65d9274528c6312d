import { commands, type ExtensionContext, env, l10n, Uri, window } from 'vscode';
import type { ClassifyResult } from '../../server/src/protocol';
import { commandImages } from './images';
import type { Results } from './results';

/**
 * Lets the menus see which images have a result, and copies results: of the images the command
 * is called on, or of the newest one.
 */
export function activateCopyResult(context: ExtensionContext, results: Results): void {
  context.subscriptions.push(
    results.onDidChange(() => {
      // By path: in a remote window, menus know files by addresses that extensions never see.
      const paths = results.images.map((image) => Uri.parse(image).fsPath);
      // An empty list counts as set.
      const value = paths.length > 0 ? paths : undefined;
      void commands.executeCommand('setContext', 'diffusionClassifier.classifiedImages', value);
    }),
    commands.registerCommand('diffusionClassifier.copyResult', (target, selection) => {
      const newest = results.images.at(-1);
      const chosen = commandImages(target, selection).flatMap((image) => results.get(image) ?? []);
      const fallback = newest === undefined ? undefined : results.get(Uri.parse(newest));
      return copyResults(chosen.length > 0 || !fallback ? chosen : [fallback]);
    }),
  );
}

/** Copies results as the command line prints them with `--json`: one object a line. */
export async function copyResults(results: readonly ClassifyResult[]): Promise<void> {
  if (results.length === 0) {
    await window.showInformationMessage(l10n.t('There is no result to copy yet.'));
    return;
  }
  await env.clipboard.writeText(results.map((result) => JSON.stringify(result)).join('\n'));
  window.setStatusBarMessage(l10n.t('Result copied to the clipboard.'), 3000);
}

import { commands, type ExtensionContext, env, l10n, Uri, window } from 'vscode';
import type { ClassifyResult } from '../../../server/src/protocol';
import { coalesce } from '../coalesce';
import { activeImage, chosenFiles, imageName } from '../images';
import { showInformation } from '../messages';
import type { Results } from '../results';

/** The context holds every image: with thousands of them, each update is work for the editor. */
const contextIntervalMs = 1000;

/**
 * Lets the menus see which images have a result, and copies results: of the images the command
 * is called on, or of the newest one where it is called on none.
 */
export function activateCopyResult(context: ExtensionContext, results: Results): void {
  const updateContext = coalesce(() => {
    // By path: in a remote window, menus know files by addresses that extensions never see.
    const paths = results.images.map((image) => Uri.parse(image).fsPath);
    // An empty list counts as set.
    const value = paths.length > 0 ? paths : undefined;
    void commands.executeCommand('setContext', 'diffusionClassifier.classifiedImages', value);
  }, contextIntervalMs);

  async function chosenImages(target: unknown, selection: unknown): Promise<Uri[]> {
    const files = await chosenFiles(target, selection);
    if (files) return files.images;
    const active = activeImage();
    return active ? [active] : results.images.slice(-1).map((image) => Uri.parse(image));
  }

  context.subscriptions.push(
    results.onDidChange(updateContext),
    commands.registerCommand('diffusionClassifier.copyResult', async (target, selection) => {
      const images = await chosenImages(target, selection);
      const found = images.flatMap((image) => results.get(image) ?? []);
      return found.length > 0 ? copyResults(found) : showNothingToCopy(images);
    }),
  );
}

/** Copies at least one result as the command line prints it with `--json`: one object a line. */
export async function copyResults(results: readonly ClassifyResult[]): Promise<void> {
  await env.clipboard.writeText(results.map((result) => JSON.stringify(result)).join('\n'));
  const message =
    results.length === 1
      ? l10n.t('Result of {0} copied to the clipboard.', imageName(Uri.parse(results[0]!.image)))
      : l10n.t('Results of {0} images copied to the clipboard.', results.length);
  window.setStatusBarMessage(message, 3000);
}

async function showNothingToCopy([image]: readonly Uri[]): Promise<void> {
  await showInformation(
    image
      ? l10n.t('{0} has no result to copy yet.', imageName(image))
      : l10n.t('There is no result to copy yet.'),
  );
}

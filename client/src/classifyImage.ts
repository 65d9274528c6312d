import { commands, type ExtensionContext, type LogOutputChannel, l10n, type Uri } from 'vscode';
import { classifyBatch } from './batch';
import type { Classifier } from './classifier';
import { toFailure } from './failure';
import { failureText } from './failureText';
import { commandImages, imageName, pickImages } from './images';
import { askLabels } from './labelInput';
import { LabelMemory } from './labelMemory';
import { formatLabels } from './labels';
import { showWarning } from './messages';
import { showOutcome } from './outcomeMessage';
import { defaultLabels } from './settings';

/** The command that asks for labels, classifies images and shows what came of it. */
export function activateClassifyImage(
  context: ExtensionContext,
  classifier: Classifier,
  log: LogOutputChannel,
): void {
  const memory = new LabelMemory(context.workspaceState);

  async function classify(images: readonly Uri[], refused: string[] = []): Promise<void> {
    const labels = await askLabels(inputTitle(images), suggestions(memory, refused));
    if (!labels) return;
    const outcome = await classifyBatch(classifier, images, labels, log);
    // Labels that the model refused are to be corrected now, not proposed ever after.
    const isRefused = outcome.failed.some(({ failure }) => failure.concernsLabels);
    if (!isRefused) await memory.remember(labels);
    // The command is over when the classification is, not when its message has been read.
    void showOutcome(outcome).then((changeLabels) =>
      changeLabels ? classify(images, labels) : undefined,
    );
  }

  context.subscriptions.push(
    commands.registerCommand('diffusionClassifier.classifyImage', async (target, selection) => {
      const images = commandImages(target, selection);
      if (images.length > 0) return classify(images);
      if (target !== undefined) {
        const message = l10n.t(
          'There is no image among the selected files. Expected JPEG, PNG, WebP, GIF, TIFF, AVIF or SVG.',
        );
        void showWarning(message);
        return;
      }
      const picked = await pickImages();
      if (picked && picked.length > 0) await classify(picked);
    }),
  );
}

function inputTitle(images: readonly Uri[]): string {
  const [first] = images;
  return first && images.length === 1
    ? l10n.t('Classify {0}', imageName(first))
    : l10n.t('Classify {0} images', images.length);
}

/**
 * Lists of labels to offer: those to correct, those used before, newest first, and those of the
 * settings.
 */
function suggestions(memory: LabelMemory, refused: string[]): string[][] {
  const lists = [refused, ...memory.recent, labelsFromSettings()].filter(
    (labels) => labels.length > 0,
  );
  return [...new Map(lists.map((labels) => [formatLabels(labels), labels])).values()];
}

/** Labels can be typed whatever the setting holds, so a wrong one is a warning only. */
function labelsFromSettings(): string[] {
  try {
    return defaultLabels();
  } catch (error) {
    void showWarning(failureText(toFailure(error)));
    return [];
  }
}

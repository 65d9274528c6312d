import {
  type ExtensionContext,
  FileDecoration,
  type FileDecorationProvider,
  l10n,
  ThemeColor,
  type Uri,
  window,
} from 'vscode';
import type { ClassifyResult } from '../../server/src/protocol';
import { listText } from './listText';
import type { Results } from './results';
import { badge, topLabels } from './scores';

const labelsShown = 3;

/** Shows the label of classified images in the explorer and on tabs. */
export function activateDecoration(context: ExtensionContext, results: Results): void {
  const provider: FileDecorationProvider = {
    onDidChangeFileDecorations: results.onDidChange,
    provideFileDecoration(image: Uri): FileDecoration | undefined {
      const result = results.get(image);
      return result && decoration(result);
    },
  };
  context.subscriptions.push(window.registerFileDecorationProvider(provider));
}

function decoration(result: ClassifyResult): FileDecoration {
  return new FileDecoration(
    badge(result.predicted),
    tooltip(result),
    new ThemeColor('diffusionClassifier.labelForeground'),
  );
}

function tooltip(result: ClassifyResult): string {
  const labels = listText(topLabels(result, labelsShown));
  return result.calibrated ? labels : l10n.t('{0} (order only)', labels);
}

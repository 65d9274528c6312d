import {
  EventEmitter,
  type ExtensionContext,
  FileDecoration,
  type FileDecorationProvider,
  type LogOutputChannel,
  l10n,
  ThemeColor,
  type Uri,
  window,
  workspace,
} from 'vscode';
import type { ClassifyResult } from '../../server/src/protocol';
import { KnownResults } from './knownResults';
import { listText } from './listText';
import type { Results } from './results';
import { badge, topLabels } from './scores';
import type { Server } from './server';
import { showsLabels } from './settings';

const labelsShown = 3;

/** Shows the label of classified images in the explorer and on tabs. */
export function activateDecoration(
  context: ExtensionContext,
  server: Server,
  results: Results,
  log: LogOutputChannel,
): void {
  const known = new KnownResults(server, results, log);
  const changed = new EventEmitter<Uri[] | undefined>();
  const all = (): void => changed.fire(undefined);
  const provider: FileDecorationProvider = {
    onDidChangeFileDecorations: changed.event,
    provideFileDecoration(image: Uri): FileDecoration | undefined {
      if (!showsLabels()) return undefined;
      const result = results.get(image);
      if (!result) known.want(image);
      return result && decoration(result);
    },
  };
  context.subscriptions.push(
    known,
    changed,
    results.onDidChange((images) => changed.fire(images)),
    known.onDidStart(all),
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('diffusionClassifier.explorer')) all();
    }),
    window.registerFileDecorationProvider(provider),
  );
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

import { type ExtensionContext, lm } from 'vscode';
import type { Classifier } from '../classifier';
import type { LabelChooser } from '../labelSets';
import { ClassifyImageTool } from './classifyImageTool';

/** The tool that agents in the editor can call. */
export function activateAgents(
  context: ExtensionContext,
  classifier: Classifier,
  labels: LabelChooser,
): void {
  context.subscriptions.push(
    lm.registerTool('classify_image', new ClassifyImageTool(classifier, labels)),
  );
}

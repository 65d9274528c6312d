import { type ExtensionContext, l10n } from 'vscode';
import { pickFolders, toUri } from '../images';
import { registerCommand } from '../registerCommand';
import { showSavedLabelSet } from './editLabelSet';
import { LabelChooser } from './labelChooser';
import { LabelSets } from './labelSets';
import { labelsFromFolders } from './labelsFromFolders';
import { saveLabelSet } from './saveLabelSet';

export type { LabelChooser } from './labelChooser';
export { type LabelSet, labelNames } from './labelSet';

/** The commands about label sets, and what asks for labels. */
export function activateLabelSets(context: ExtensionContext): LabelChooser {
  const sets = new LabelSets();
  const chooser = new LabelChooser(sets, context.workspaceState);
  registerCommand(context, 'saveLabelSet', async () => {
    const set = (await chooser.last()) ?? (await chooser.ask(l10n.t('Save Label Set')));
    const saved = set && (await saveLabelSet(set));
    if (saved) await showSavedLabelSet(saved);
  });
  registerCommand(context, 'labelsFromFolders', async (target) => {
    const folder = toUri(target) ?? (await pickFolders(l10n.t('Use Names')))?.[0];
    if (folder) await labelsFromFolders(chooser, folder);
  });
  context.subscriptions.push(sets);
  return chooser;
}

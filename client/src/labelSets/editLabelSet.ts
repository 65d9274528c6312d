import { commands, l10n, Uri, window } from 'vscode';
import type { LabelSet, LabelSetSource } from './labelSet';
import { labelSetsSetting, settingSetsOf } from './labelSetSetting';

/** Opens the file of a label set, or the settings file that has it. */
export async function editLabelSet(source: LabelSetSource): Promise<void> {
  if (source.kind === 'file') {
    await window.showTextDocument(Uri.parse(source.uri), { preview: false });
    return;
  }
  const command = Object.hasOwn(settingSetsOf('workspace'), source.name)
    ? 'workbench.action.openWorkspaceSettingsFile'
    : 'workbench.action.openSettingsJson';
  await commands.executeCommand(command, { revealSetting: { key: labelSetsSetting } });
}

/** After it was saved: the file may be gone on with, the settings are only named. */
export async function showSavedLabelSet({ name = '', source }: LabelSet): Promise<void> {
  if (source?.kind === 'file') {
    await editLabelSet(source);
  } else if (source) {
    window.setStatusBarMessage(
      l10n.t('The label set "{0}" was saved in the settings.', name),
      5000,
    );
  }
}

import { l10n, type QuickPickItem, ThemeIcon, Uri, window, workspace } from 'vscode';
import { exists } from '../exists';
import { ClassificationFailure } from '../failure';
import { imageName as fileName } from '../images';
import { withoutLinks } from '../messages';
import type { LabelSet, LabelSetSource } from './labelSet';
import { type SettingPlace, settingSetsOf, writeSettingSet } from './labelSetSetting';
import { formatLabelSet, labelSetFileName, labelSetName } from './labelSetText';

interface PlaceItem extends QuickPickItem {
  /** What already has this name there. */
  isTaken(): Promise<boolean>;
  write(): Promise<LabelSetSource>;
}

/**
 * Asks for a name and a place, and keeps the labels there. Undefined when a question was dismissed.
 *
 * @param proposed the name to begin with, and the folder that a file would go to
 * @throws ClassificationFailure `file-not-writable`
 */
export async function saveLabelSet(
  set: LabelSet,
  proposed: { name?: string; folder?: Uri } = {},
): Promise<LabelSet | undefined> {
  const title = l10n.t('Save Label Set');
  const typed = await window.showInputBox({
    title,
    prompt: l10n.t('The name of the label set'),
    value: proposed.name ?? set.name ?? '',
    ignoreFocusOut: true,
    validateInput: (value) => (value.trim() ? undefined : l10n.t('Expected a name.')),
  });
  const name = typed?.trim();
  if (!name) return undefined;
  const folders = proposed.folder
    ? [proposed.folder]
    : (workspace.workspaceFolders ?? []).map(({ uri }) => uri);
  const items = [
    ...folders.map((folder) => fileItem(set, name, folder)),
    ...(workspace.workspaceFolders ? [settingItem(set, name, 'workspace')] : []),
    settingItem(set, name, 'user'),
  ];
  const placeHolder = l10n.t('Where to keep "{0}"', name);
  const place = await window.showQuickPick(items, { title, placeHolder, ignoreFocusOut: true });
  if (!place || ((await place.isTaken()) && !(await askReplace(name)))) return undefined;
  try {
    return { ...set, name, source: await place.write() };
  } catch (error) {
    throw new ClassificationFailure('file-not-writable', (error as Error).message);
  }
}

function fileItem(set: LabelSet, name: string, folder: Uri): PlaceItem {
  const fileName = labelSetFileName(name);
  const file = Uri.joinPath(folder, fileName);
  return {
    label: l10n.t('File {0}', fileName),
    description: placeText(folder),
    iconPath: new ThemeIcon('file'),
    isTaken: () => exists(file),
    async write() {
      const { labels, templates } = set;
      const isNamed = labelSetName(fileName) === name;
      const content = {
        ...(!isNamed && { name }),
        labels,
        ...(templates && { templates }),
      };
      await workspace.fs.writeFile(file, new TextEncoder().encode(formatLabelSet(content)));
      return { kind: 'file', uri: file.toString() };
    },
  };
}

function settingItem(set: LabelSet, name: string, place: SettingPlace): PlaceItem {
  return {
    label: place === 'user' ? l10n.t('User Settings') : l10n.t('Workspace Settings'),
    description: place === 'user' ? l10n.t('in all workspaces') : l10n.t('in this workspace'),
    iconPath: new ThemeIcon('settings-gear'),
    isTaken: async () => Object.hasOwn(settingSetsOf(place), name),
    write: () => writeSettingSet(place, name, set),
  };
}

/** The path in the workspace; of its own folders, which have none, the name. */
function placeText(folder: Uri): string {
  const isRoot = (workspace.workspaceFolders ?? []).some(({ uri }) => `${uri}` === `${folder}`);
  return isRoot ? fileName(folder) : workspace.asRelativePath(folder);
}

async function askReplace(name: string): Promise<boolean> {
  const replace = l10n.t('Replace');
  const message = withoutLinks(l10n.t('There is a label set "{0}" already.', name));
  const detail = l10n.t('Its labels are replaced.');
  return (await window.showWarningMessage(message, { modal: true, detail }, replace)) === replace;
}

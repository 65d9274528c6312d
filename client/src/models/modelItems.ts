import {
  l10n,
  type QuickInputButton,
  type QuickPickItem,
  QuickPickItemKind,
  ThemeIcon,
} from 'vscode';
import type { ModelEntry } from '../../../server/src/protocol';
import { bytesOfText, bytesText } from './amounts';

/** What a row of the list stands for. */
export type ModelChoice =
  | { kind: 'model'; entry: ModelEntry }
  | { kind: 'folder' }
  /** Without a name it is asked for. */
  | { kind: 'repository'; name?: string };

/** What is to be done with the model of a row. */
export type ModelAction = 'use' | 'verify' | 'remove' | 'reveal' | 'openPage';

export interface ModelButton extends QuickInputButton {
  action: ModelAction;
}

export interface ModelItem extends QuickPickItem {
  /** Separators have none. */
  choice?: ModelChoice;
  buttons?: ModelButton[];
}

/** Whether all of it is on this machine. */
export function isHere({ state }: ModelEntry): boolean {
  return state === 'bundled' || state === 'downloaded';
}

/** The entry that a value of the setting `diffusionClassifier.model` stands for; '' is the first bundled. */
export function entryInUse(
  entries: readonly ModelEntry[],
  setting: string | undefined,
): ModelEntry | undefined {
  return entries.find(({ id, folder, state }) =>
    setting ? setting === id || setting === folder : state === 'bundled',
  );
}

/** Every model there is in groups, then the ways to models that are not in the list. */
export function modelItems(
  entries: readonly ModelEntry[],
  setting: string | undefined,
): ModelItem[] {
  const inUse = entryInUse(entries, setting);
  const items = (isIn: (entry: ModelEntry) => boolean): ModelItem[] =>
    entries.filter(isIn).map((entry) => modelItem(entry, entry === inUse));
  return [
    ...group(
      l10n.t('Bundled'),
      items(({ state }) => state === 'bundled'),
    ),
    ...group(
      l10n.t('On this machine'),
      items(({ state }) => state === 'downloaded'),
    ),
    ...group(
      l10n.t('To download'),
      items((entry) => !isHere(entry)),
    ),
    ...group(l10n.t('Other models'), [
      {
        label: l10n.t('Use a Folder...'),
        detail: l10n.t('A model on this machine, in diffusers layout with ONNX files'),
        iconPath: new ThemeIcon('folder-opened'),
        choice: { kind: 'folder' },
      },
      {
        label: l10n.t('Download a Repository...'),
        detail: l10n.t('Any on Hugging Face that has ONNX files, by its name: owner/name'),
        iconPath: new ThemeIcon('repo'),
        choice: { kind: 'repository' },
      },
    ]),
  ];
}

/** The row for what has been typed, where that is the name of a repository on the hub. */
export function typedRepositoryItem(typed: string): ModelItem | undefined {
  const name = typed.trim();
  if (!isRepository(name)) return undefined;
  return {
    label: l10n.t('Download {0}', name),
    detail: l10n.t('A repository on Hugging Face that has ONNX files'),
    iconPath: new ThemeIcon('repo'),
    alwaysShow: true,
    choice: { kind: 'repository', name },
  };
}

/** `owner/name`, maybe with `@revision`, in the characters that the hub allows. */
export function isRepository(text: string): boolean {
  return /^[a-z0-9][\w.-]*\/[a-z0-9_][\w.-]*(@\w[\w./-]*)?$/i.test(text) && text.length <= 200;
}

function group(label: string, items: ModelItem[]): ModelItem[] {
  return items.length > 0 ? [{ label, kind: QuickPickItemKind.Separator }, ...items] : [];
}

function modelItem(entry: ModelEntry, isInUse: boolean): ModelItem {
  const { title, licence, source } = entry;
  return {
    label: title,
    description: [...(isInUse ? [l10n.t('in use')] : []), ...sizeTexts(entry)].join(separator),
    detail: [purposeText(entry), licence.name, source?.repository].filter(Boolean).join(separator),
    iconPath: new ThemeIcon(isInUse ? 'check' : stateIcons[entry.state]),
    buttons: buttons(entry),
    choice: { kind: 'model', entry },
  };
}

/** What it is good for, without a full stop. */
export function purposeText(entry: ModelEntry): string {
  return entry.description.replace(/\.$/, '') || vocabularyText(entry);
}

function vocabularyText({ vocabulary }: ModelEntry): string {
  return vocabulary === 'open' ? l10n.t('Any words as labels') : l10n.t('A fixed list of labels');
}

const separator = ' · ';

export const stateIcons = {
  bundled: 'package',
  downloaded: 'package',
  partial: 'cloud-download',
  available: 'cloud-download',
};

/** What it takes: of the network or disk, of the image, of memory. */
export function sizeTexts({ state, bytes, imageSize, memory }: ModelEntry): string[] {
  const { missing, total } = bytes;
  return [
    state === 'partial'
      ? l10n.t('resume download, {0}', bytesOfText(total - missing, total))
      : bytesText(total),
    ...(imageSize > 0 ? [l10n.t('{0} px', imageSize)] : []),
    l10n.t('{0} memory', bytesText(memory)),
  ];
}

function buttons({ state, folder, source }: ModelEntry): ModelButton[] {
  const isRemovable = state === 'downloaded' || state === 'partial';
  return [
    ...(state === 'downloaded' ? [button('verify', 'verified', l10n.t('Verify'))] : []),
    ...(folder ? [button('reveal', 'folder-opened', l10n.t('Reveal Folder'))] : []),
    ...(source ? [button('openPage', 'link-external', l10n.t('Open Repository Page'))] : []),
    ...(isRemovable ? [button('remove', 'trash', l10n.t('Remove...'))] : []),
  ];
}

function button(action: ModelAction, icon: string, tooltip: string): ModelButton {
  return { action, iconPath: new ThemeIcon(icon), tooltip };
}

import {
  l10n,
  type QuickInputButton,
  type QuickPickItem,
  QuickPickItemKind,
  ThemeIcon,
} from 'vscode';
import { startOf } from '../shortened';
import { identity } from './labelMemory';
import { type LabelSet, type LabelSetSource, labelNames } from './labelSet';
import type { FoundLabelSet } from './labelSets';
import { findLabelProblem, formatLabels, parseLabels } from './labels';
import type { FolderLabels } from './labelsAtHand';

/** What choosing an item, or one of its buttons, means. */
export type LabelSetChoice =
  | { kind: 'use' | 'save'; set: LabelSet }
  | { kind: 'type' }
  /** A file or setting, to be changed. */
  | { kind: 'edit'; source: LabelSetSource };

export interface LabelSetItem extends QuickPickItem {
  /** Missing for headings. */
  choice?: LabelSetChoice;
  choices?: Map<QuickInputButton, LabelSetChoice>;
}

/** What there is to choose from; all of it may come to nothing. */
export interface LabelSetOffers {
  /** Newest first. */
  recent: readonly LabelSet[];
  /** Those of the settings and files. */
  found: readonly FoundLabelSet[];
  /** The names of sub-folders of the folder at hand. */
  folders?: FolderLabels | undefined;
  /** For who has used none yet. */
  proposed: readonly string[];
}

/** Characters of labels that a line of the list has room for. */
const room = 100;

/** The list: what was used last, then the sets, what was used before, and other ways to labels. */
export function labelSetItems({
  recent,
  found,
  folders,
  proposed,
}: LabelSetOffers): LabelSetItem[] {
  const [last, ...earlier] = recent;
  const isOffered = (set: LabelSet): boolean =>
    last !== undefined && identity(last) === identity(set);
  const usable = found.filter(({ set }) => set && !isOffered(set));
  const broken = found.filter(({ set }) => !set);
  const typed = earlier.filter(({ source }) => !source);
  return [
    ...section(l10n.t('last used'), last ? [setItem(last)] : []),
    ...section(l10n.t('names of folders'), folders ? [foldersItem(folders)] : []),
    ...section(l10n.t('label sets'), [...usable, ...broken].map(foundItem)),
    ...section(
      l10n.t('used before'),
      typed.map((set) => setItem(set)),
    ),
    ...section(
      l10n.t('proposed'),
      !last && proposed.length > 1 ? [setItem({ labels: proposed }, 'lightbulb')] : [],
    ),
    ...section(l10n.t('other labels'), [typeItem()]),
  ];
}

/** Leads to a line for labels. */
export function typeItem(): LabelSetItem {
  return {
    label: l10n.t('Type Labels...'),
    iconPath: new ThemeIcon('edit'),
    choice: { kind: 'type' },
    alwaysShow: true,
  };
}

/** What is typed into the list may be labels itself: `cat, dog`. */
export function typedItem(value: string): LabelSetItem | undefined {
  const labels = parseLabels(value);
  if (findLabelProblem(labels)) return undefined;
  return { ...setItem({ labels }, 'edit'), description: l10n.t('typed'), alwaysShow: true };
}

function section(label: string, items: LabelSetItem[]): LabelSetItem[] {
  return items.length > 0 ? [{ label, kind: QuickPickItemKind.Separator }, ...items] : [];
}

function setItem(set: LabelSet, icon = iconOf(set.source)): LabelSetItem {
  const { name, source } = set;
  const labels = formatLabels(labelNames(set.labels));
  const choices = source ? editButton(source) : saveButton(set);
  return {
    label: withoutIcons(startOf(name ?? labels, room)),
    ...(name !== undefined && { description: withoutIcons(startOf(labels, room)) }),
    iconPath: new ThemeIcon(icon),
    choice: { kind: 'use', set },
    choices,
    buttons: [...choices.keys()],
  };
}

function foundItem({ name, source, set, problem }: FoundLabelSet): LabelSetItem {
  if (set) return setItem(set);
  const choices = editButton(source);
  return {
    label: withoutIcons(name),
    description: l10n.t('cannot be used'),
    detail: withoutIcons(problem),
    iconPath: new ThemeIcon('warning'),
    choice: { kind: 'edit', source },
    choices,
    buttons: [...choices.keys()],
  };
}

function foldersItem({ name, labels }: FolderLabels): LabelSetItem {
  const item = setItem({ labels }, 'folder');
  const label = l10n.t('From Folder Names in {0}', withoutIcons(name));
  return { ...item, label, description: item.label };
}

function editButton(source: LabelSetSource): Map<QuickInputButton, LabelSetChoice> {
  const tooltip = source.kind === 'file' ? l10n.t('Open File') : l10n.t('Edit in Settings');
  return new Map([
    [
      { iconPath: new ThemeIcon('go-to-file'), tooltip },
      { kind: 'edit', source },
    ],
  ]);
}

function saveButton(set: LabelSet): Map<QuickInputButton, LabelSetChoice> {
  const tooltip = l10n.t('Save as Label Set...');
  return new Map([
    [
      { iconPath: new ThemeIcon('save'), tooltip },
      { kind: 'save', set },
    ],
  ]);
}

function iconOf(source: LabelSetSource | undefined): string {
  if (!source) return 'history';
  return source.kind === 'file' ? 'file' : 'settings-gear';
}

/** Lists make icons of `$(name)`, which a label may be called. */
function withoutIcons(text: string): string {
  return text.replaceAll('$(', '\\$(');
}

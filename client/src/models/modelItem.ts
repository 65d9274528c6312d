import { l10n, MarkdownString, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import type { ModelEntry } from '../../../server/src/protocol';
import { listText } from '../listText';
import { bytesOfText, bytesText } from './amounts';
import { isHere, purposeText, sizeTexts, stateIcons } from './modelItems';

/** What is known of a model beside its entry. */
export interface ModelUse {
  isInUse: boolean;
  /** What it runs on, once it was loaded in this window. */
  provider?: string | undefined;
  /** How far its download is; undefined where there is none. */
  download?: string | undefined;
}

const separator = ' · ';

/** The row of a model. */
export function modelRow(entry: ModelEntry, use: ModelUse): TreeItem {
  const item = new TreeItem(entry.title, TreeItemCollapsibleState.None);
  const facts = modelFacts(entry, use);
  item.id = entry.id;
  item.description = facts.join(separator);
  item.tooltip = tooltip(entry, use);
  item.iconPath = new ThemeIcon(icon(entry, use));
  item.contextValue = modelWords(entry, use).join(' ');
  item.accessibilityInformation = { label: listText([entry.title, ...facts]) };
  return item;
}

/** What can be done with it, in the words of the menus in package.json. */
export function modelWords(entry: ModelEntry, { isInUse, download }: ModelUse): string[] {
  const { state, folder, source } = entry;
  const isFree = download === undefined;
  return [
    'model',
    ...(isHere(entry) && !isInUse ? ['usable'] : []),
    ...(state === 'available' && isFree ? ['downloadable'] : []),
    ...(state === 'partial' && isFree ? ['partial'] : []),
    ...(folder ? ['here'] : []),
    ...(source ? ['page'] : []),
    ...(state === 'downloaded' ? ['verifiable'] : []),
    ...((state === 'downloaded' || state === 'partial') && isFree ? ['removable'] : []),
  ];
}

function icon({ state }: ModelEntry, { isInUse, download }: ModelUse): string {
  if (download !== undefined) return 'loading~spin';
  return isInUse ? 'check' : stateIcons[state];
}

function modelFacts(entry: ModelEntry, { isInUse, provider, download }: ModelUse): string[] {
  if (download !== undefined) return [download];
  const { state, bytes } = entry;
  return [
    ...(isInUse ? [l10n.t('in use')] : []),
    stateFact(state, bytes),
    ...(isInUse && provider ? [provider] : []),
  ];
}

function stateFact(state: ModelEntry['state'], { total, missing }: ModelEntry['bytes']): string {
  if (state === 'partial') return l10n.t('{0} downloaded', bytesOfText(total - missing, total));
  return state === 'available' ? l10n.t('{0} to download', bytesText(total)) : bytesText(total);
}

/** Titles and licences come from whoever made the model: they are text. */
function tooltip(entry: ModelEntry, { provider, download }: ModelUse): MarkdownString {
  const { title, licence, source } = entry;
  const lines = [
    purposeText(entry),
    ...(download === undefined ? [] : [download]),
    sizeTexts(entry).join(separator),
    ...(provider ? [l10n.t('Provider: {0}', provider)] : []),
    l10n.t('Licence: {0}', licence.name),
    ...(source ? [l10n.t('Repository: {0}', source.repository)] : []),
  ];
  const markdown = new MarkdownString();
  markdown.appendMarkdown('**').appendText(title).appendMarkdown('**');
  for (const line of lines) markdown.appendMarkdown('\n\n').appendText(line);
  return markdown;
}

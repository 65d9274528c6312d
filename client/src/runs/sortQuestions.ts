import * as path from 'node:path';
import { l10n, type QuickPickItem, ThemeIcon, window } from 'vscode';
import type { ReviewCounts, SortOptions, SortWay } from '../../../server/src/protocol';
import { pickFolders } from '../images';
import { imagesText } from './runText';

type By = NonNullable<SortOptions['by']>;

/** Asks how the images of a folder are to be sorted; undefined when a question was dismissed. */
export async function askSortOptions(
  folder: string,
  reviews: ReviewCounts,
  asked: By | undefined,
): Promise<SortOptions | undefined> {
  const by = asked ?? (await askBy(reviews));
  const way = by && (await askWay());
  const to = way && (await askTarget(folder));
  return by && way && to ? { by, way, to } : undefined;
}

interface Answer<T> extends QuickPickItem {
  answer: T;
}

async function ask<T>(placeHolder: string, items: readonly Answer<T>[]): Promise<T | undefined> {
  const title = l10n.t('Sort Images into Folders');
  return (await window.showQuickPick(items, { title, placeHolder }))?.answer;
}

/** A question only where a person has given labels. */
async function askBy({ accepted, corrected }: ReviewCounts): Promise<By | undefined> {
  const reviewed = accepted + corrected;
  if (reviewed === 0) return 'predicted';
  return ask(l10n.t('The label that decides on the folder'), [
    {
      label: l10n.t('Reviewed label'),
      description: imagesText(reviewed),
      detail: l10n.t('The others stay where they are.'),
      answer: 'review',
    },
    { label: l10n.t('Predicted label'), answer: 'predicted' },
  ]);
}

function askWay(): Promise<SortWay | undefined> {
  return ask(l10n.t('What becomes of the images'), [
    {
      label: l10n.t('Copy'),
      detail: l10n.t('They stay where they are, and take their space twice.'),
      iconPath: new ThemeIcon('copy'),
      answer: 'copy',
    },
    {
      label: l10n.t('Move'),
      detail: l10n.t('They leave their folder. A log is kept by which this can be undone.'),
      iconPath: new ThemeIcon('arrow-right'),
      answer: 'move',
    },
    {
      label: l10n.t('Link'),
      detail: l10n.t('They stay where they are; symbolic links lead to them.'),
      iconPath: new ThemeIcon('link'),
      answer: 'link',
    },
  ]);
}

/** Beside the images, so that the next run does not find them twice, or wherever it is to be. */
async function askTarget(folder: string): Promise<string | undefined> {
  const beside = `${folder}-sorted`;
  const target = await ask(l10n.t('Where the folders of the labels are to be'), [
    {
      label: path.basename(beside),
      description: l10n.t('beside the images'),
      detail: beside,
      iconPath: new ThemeIcon('new-folder'),
      answer: async () => beside,
    },
    {
      label: l10n.t('Choose Another Folder...'),
      iconPath: new ThemeIcon('folder-opened'),
      answer: async () => (await pickFolders(l10n.t('Sort Into This Folder')))?.[0]?.fsPath,
    },
  ]);
  return target?.();
}

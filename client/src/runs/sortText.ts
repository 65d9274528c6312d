import * as path from 'node:path';
import { l10n } from 'vscode';
import type { SortSummary, SortWay, StayReason } from '../../../server/src/protocol';
import { namedText } from '../listText';
import { startOf } from '../shortened';
import { imagesText, numberText } from './runText';

/** Lines a dialog can show without growing beyond a small screen. */
const maxLabels = 12;

/** What a button does that has images sorted. */
export function sortButton(way: SortWay): string {
  switch (way) {
    case 'copy':
      return l10n.t('Copy');
    case 'move':
      return l10n.t('Move');
    default:
      return l10n.t('Link');
  }
}

/** The question before anything is done. */
export function sortQuestion({ way, images, to }: SortSummary): string {
  const count = imagesText(images);
  const folder = path.basename(to);
  switch (way) {
    case 'copy':
      return l10n.t('Copy {0} into folders of {1}?', count, folder);
    case 'move':
      return l10n.t('Move {0} into folders of {1}?', count, folder);
    default:
      return l10n.t('Make links to {0} in folders of {1}?', count, folder);
  }
}

/** What goes where and what stays, a line each. */
export function planText({ to, labels, renamed, stay }: SortSummary): string {
  const shown = labels
    .slice(0, maxLabels)
    .map(({ folder, images }) => namedText(startOf(folder), numberText(images)));
  const more = labels.length - shown.length;
  return [
    to,
    '',
    ...shown,
    ...(more > 0 ? [l10n.t('and {0} more', more)] : []),
    '',
    ...(renamed > 0
      ? [l10n.t('Get another name, as theirs is taken: {0}', numberText(renamed))]
      : []),
    ...stayLines(stay),
  ]
    .join('\n')
    .trim();
}

/** What was done. */
export function sortedText({ way, images, to, stay, hardLinked }: SortSummary): string {
  const count = imagesText(images);
  const folder = path.basename(to);
  const done =
    way === 'copy'
      ? l10n.t('{0} copied into folders of {1}.', count, folder)
      : way === 'move'
        ? l10n.t('{0} moved into folders of {1}.', count, folder)
        : l10n.t('Links to {0} made in folders of {1}.', count, folder);
  const refused = l10n.t('Hard links were made, as the system refused symbolic ones.');
  return [
    done,
    ...(hardLinked ? [refused] : []),
    ...stayLines(stay).map((line) => `${line}.`),
  ].join(' ');
}

/** Why there is nothing to sort. */
export function nothingToSortText({ stay }: SortSummary): string {
  const lines = stayLines(stay).map((line) => `${line}.`);
  return [l10n.t('There is nothing to sort.'), ...lines].join(' ');
}

function stayLines(stay: SortSummary['stay']): string[] {
  return Object.entries(stay).flatMap(([reason, images]) =>
    images > 0 ? [stayText(reason as StayReason, numberText(images))] : [],
  );
}

function stayText(reason: StayReason, images: string): string {
  switch (reason) {
    case 'failed':
      return l10n.t('Stay, as they failed: {0}', images);
    case 'uncertain':
      return l10n.t('Stay, as their label is uncertain: {0}', images);
    case 'notReviewed':
      return l10n.t('Stay, as they have no reviewed label: {0}', images);
    case 'inPlace':
      return l10n.t('Are in their place already: {0}', images);
    case 'sorted':
      return l10n.t('Were sorted before: {0}', images);
    case 'changed':
      return l10n.t('Stay, as their file has changed since: {0}', images);
    case 'missing':
      return l10n.t('Are not there any more: {0}', images);
    case 'outside':
      return l10n.t('Stay, as they lie outside of the folder: {0}', images);
    case 'isLink':
      return l10n.t('Stay, as they are links: {0}', images);
    case 'error':
      return l10n.t('Stay, as the file system refused it: {0}', images);
  }
}

import * as path from 'node:path';
import { env, l10n } from 'vscode';
import type { RunSummary } from '../../../server/src/protocol';
import { durationText } from '../models/amounts';
import type { RunView } from './runView';

const separator = ' · ';

/** Its folder, by the last part of the path. */
export function runName({ folder }: Pick<RunSummary, 'folder'>): string {
  return path.basename(folder) || folder;
}

/** `62% · 1,240 of 2,000 · 5 min left`, `paused · 62% · 1,240 of 2,000` or `done · 2,000 images`. */
export function runDescription(view: RunView): string {
  const { summary, trouble } = view;
  const { state, counts } = summary;
  if (state === 'done') return doneFacts(view).join(separator);
  const facts = trouble || state === 'running' ? [] : [stateText(state)];
  if (trouble && view.isOurs) {
    const isGivenUp = trouble.concernsServer;
    facts.push(isGivenUp ? l10n.t('server stopped') : l10n.t('waiting for the server'));
  }
  if (trouble && !view.isOurs) facts.push(stateText('failed'));
  return [...facts, ...progressFacts(view), ...failedFacts(counts)].join(separator);
}

export function stateText(state: RunSummary['state']): string {
  switch (state) {
    case 'running':
      return l10n.t('running');
    case 'paused':
      return l10n.t('paused');
    case 'cancelled':
      return l10n.t('cancelled');
    case 'interrupted':
      return l10n.t('interrupted');
    case 'failed':
      return l10n.t('failed');
    case 'done':
      return l10n.t('done');
  }
}

/** In the way of the editor's language: `1,240`. */
export function numberText(value: number): string {
  return new Intl.NumberFormat(env.language).format(value);
}

export function imagesText(images: number): string {
  return images === 1 ? l10n.t('1 image') : l10n.t('{0} images', numberText(images));
}

/** Of the images that were found, in whole per cent: 100 only when all are through. */
export function runPercent({ counts: { done, failed, total } }: RunSummary): number {
  return total > 0 ? Math.floor((100 * (done + failed)) / total) : 0;
}

function doneFacts({ summary: { counts }, accuracy }: RunView): string[] {
  return [
    stateText('done'),
    imagesText(counts.done),
    ...(accuracy === undefined ? [] : [l10n.t('{0} right', accuracyText(accuracy))]),
    ...failedFacts(counts),
  ];
}

/** With a tenth, as in reports. */
export function accuracyText(share: number): string {
  return new Intl.NumberFormat(env.language, {
    style: 'percent',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  }).format(share);
}

function progressFacts({ summary, progress, trouble }: RunView): string[] {
  const { counts, isListed } = summary;
  const through = numberText(counts.done + counts.failed);
  const total = numberText(counts.total);
  if (!isListed) return [l10n.t('{0} of {1} found so far', through, total)];
  const secondsLeft = trouble || summary.state !== 'running' ? null : progress?.secondsLeft;
  return [
    `${runPercent(summary)}%`,
    l10n.t('{0} of {1}', through, total),
    ...(secondsLeft ? [l10n.t('{0} left', durationText(secondsLeft))] : []),
  ];
}

function failedFacts({ failed }: RunSummary['counts']): string[] {
  return failed > 0 ? [l10n.t('{0} failed', numberText(failed))] : [];
}

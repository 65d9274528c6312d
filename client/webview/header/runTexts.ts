import * as l10n from '@vscode/l10n';
import type { RunState } from '../../../server/src/protocol';
import type { PanelState } from '../../src/panel/messages';
import { settings } from '../language';
import { durationText } from './durationText';

export type RunPanelState = Extract<PanelState, { kind: 'run' }>;

const whole = new Intl.NumberFormat(settings.language);
const fine = new Intl.NumberFormat(settings.language, { maximumSignificantDigits: 3 });

export function stateText(state: RunState): string {
  switch (state) {
    case 'running':
      return l10n.t('Running');
    case 'paused':
      return l10n.t('Paused');
    case 'cancelled':
      return l10n.t('Cancelled');
    case 'interrupted':
      return l10n.t('Interrupted');
    case 'failed':
      return l10n.t('Failed');
    case 'done':
      return l10n.t('Done');
  }
}

/** How far a run is and how fast, the most important first. */
export function progressTexts({ run, progress }: RunPanelState): string[] {
  const { total, done, failed } = progress?.counts ?? run.counts;
  const isListed = progress?.isListed ?? run.isListed;
  const state = progress?.state ?? run.state;
  const texts = [
    isListed
      ? l10n.t('{0} of {1} images', whole.format(done + failed), whole.format(total))
      : l10n.t('{0} of {1} or more images', whole.format(done + failed), whole.format(total)),
  ];
  if (failed > 0) texts.push(l10n.t('{0} failed', whole.format(failed)));
  if (state !== 'running') return texts;
  if (progress?.imagesPerSecond) texts.push(rateText(progress.imagesPerSecond));
  if (progress?.secondsLeft) texts.push(l10n.t('{0} left', durationText(progress.secondsLeft)));
  return texts;
}

/** What is slow is said by the time it takes. */
function rateText(imagesPerSecond: number): string {
  return imagesPerSecond < 1.5
    ? l10n.t('{0} s an image', fine.format(1 / imagesPerSecond))
    : l10n.t('{0} images a second', fine.format(imagesPerSecond));
}

/** The last part of a path of either kind of system. */
export function folderName(folder: string): string {
  return folder.split(/[\\/]/).filter(Boolean).at(-1) ?? folder;
}

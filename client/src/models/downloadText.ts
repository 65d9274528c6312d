import { l10n } from 'vscode';
import type { DownloadState } from '../../../server/src/protocol';
import { listText } from '../listText';
import { bytesOfText, bytesText, durationText } from './amounts';

/** Share of the model's bytes that is on this machine, in whole per cent: 100 only when all is. */
export function percentDone({ done, total }: DownloadState): number {
  return total > 0 ? Math.floor((100 * done) / total) : 0;
}

/** `37%, 1.9 of 5.2 GB, 12 MB/s, 4 min left` */
export function downloadText(state: DownloadState): string {
  const { done, total, bytesPerSecond, secondsLeft } = state;
  return listText([
    `${percentDone(state)}%`,
    bytesOfText(done, total),
    ...(bytesPerSecond > 0 ? [l10n.t('{0}/s', bytesText(bytesPerSecond))] : []),
    ...(secondsLeft === null ? [] : [l10n.t('{0} left', durationText(secondsLeft))]),
  ]);
}

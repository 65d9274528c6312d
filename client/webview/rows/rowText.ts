import * as l10n from '@vscode/l10n';
import type { RowResult, RunRow } from '../../../server/src/protocol';

/** A probability in 0..1 in whole per cent; never a bare 0% or 100%, which nothing here earns. */
export function percent(probability: number): string {
  if (probability < 0.005) return '<1%';
  if (probability >= 0.995) return '>99%';
  return `${Math.round(probability * 100)}%`;
}

/** Of the predicted label; undefined where the model is not calibrated. */
export function probabilityOf({ labels: [first] }: RowResult): number | undefined {
  return first?.probability ?? undefined;
}

/** By how much the second label's error is above the first one's, as a share of it: `1.2%`. */
export function marginText({ labels: [first, second] }: RowResult): string {
  if (!first || !second || first.error <= 0) return '';
  return `${((100 * Math.max(0, second.margin)) / first.error).toFixed(1)}%`;
}

/** Whether the right label was predicted; undefined where one of them is not known. */
export function isRight({ truth, result }: RunRow): boolean | undefined {
  return truth === undefined || !result ? undefined : truth === result.predicted;
}

export type ReviewState = 'accepted' | 'corrected' | 'skipped';

export function reviewStateOf({ review, result }: RunRow): ReviewState | undefined {
  if (!review) return undefined;
  if (review.label === null) return 'skipped';
  return review.label === result?.predicted ? 'accepted' : 'corrected';
}

export function reviewText(row: RunRow): string {
  switch (reviewStateOf(row)) {
    case 'accepted':
      return l10n.t('Accepted');
    case 'corrected':
      return l10n.t('Corrected: {0}', row.review?.label ?? '');
    case 'skipped':
      return l10n.t('Skipped');
    default:
      return '';
  }
}

/** The name of an image's file, and the folder that it is in below the run's: '' where it is in that. */
export function nameAndFolder(image: string): { name: string; folder: string } {
  const at = image.lastIndexOf('/');
  return { name: image.slice(at + 1), folder: image.slice(0, Math.max(0, at)) };
}

import type { ClassifyResult, LabelResult, Standing } from '../../server/src/protocol';
import { startOf } from './shortened';

/** A probability in 0..1 in whole per cent; never a bare 0% or 100%, which nothing here earns. */
export function percent(probability: number): string {
  if (probability < 0.005) return '<1%';
  if (probability >= 0.995) return '>99%';
  return `${Math.round(probability * 100)}%`;
}

/** A label with its probability, or the label alone where the model is not calibrated. */
export function labelScore({ label, probability }: LabelResult): string {
  return probability === null ? startOf(label) : `${startOf(label)} ${percent(probability)}`;
}

/** Up to `count` labels, best first: `cat 97%`, or by rank where there is no probability: `1. cat`. */
export function topLabels(result: ClassifyResult, count: number): string[] {
  return result.labels
    .slice(0, count)
    .map((label, rank) => (result.calibrated ? '' : `${rank + 1}. `) + labelScore(label));
}

/**
 * By how much the second label's error is above the winner's, as a share of the latter. Undefined
 * with one label, and where it is not above: a prior can make the winner.
 */
export function errorMargin({ labels: [first, second] }: ClassifyResult): number | undefined {
  if (!first || !second || first.error <= 0 || second.margin <= 0) return undefined;
  return second.margin / first.error;
}

/** Share of the planned evaluations that is done, in 0..1. */
export function fractionDone({ evaluations, plannedEvaluations }: Standing): number {
  return plannedEvaluations > 0 ? Math.min(1, evaluations / plannedEvaluations) : 0;
}

/** How many images got which label, most frequent first: `cat 2`, `dog 1`. */
export function tally(results: readonly ClassifyResult[]): string[] {
  const counts = new Map<string, number>();
  for (const { predicted } of results) counts.set(predicted, (counts.get(predicted) ?? 0) + 1);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([label, count]) => `${startOf(label)} ${count}`);
}

/**
 * A badge for the explorer, which takes two characters at most: the initials of the first two
 * words, or the first two characters of a single word, without an article.
 */
export function badge(label: string): string {
  const named = label.trim().replace(/^(?:an?|the)\s+(?=\S)/i, '');
  const [first = '', second] = named.split(/[\s_-]+/);
  const graphemes = [...new Intl.Segmenter().segment(first)].map(({ segment }) => segment);
  if (second) {
    const [initial = ''] = [...new Intl.Segmenter().segment(second)].map(({ segment }) => segment);
    return `${graphemes[0]}${initial}`.toUpperCase();
  }
  return `${graphemes[0]?.toUpperCase() ?? ''}${graphemes[1] ?? ''}`;
}

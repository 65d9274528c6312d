import type { ConfusionCount, Measured } from '../../../server/src/protocol';

/** What was predicted (across) for the images of each label (down). */
export interface ConfusionMatrix {
  truths: string[];
  predictions: string[];
  /** Images by the right label and the predicted one; none where there are none. */
  count(truth: string, predicted: string): number;
  /** Images of a label. */
  support(truth: string): number;
  /** How many labels there are of which these are the most confused, where not all are shown. */
  cutFrom?: number;
}

/** Beyond that a page gets slow, and nobody finds a cell: 200 labels are 40,000 cells. */
const mostLabels = 200;

/** In the order of the labels; of too many those with the most mistakes. "None of these" comes last. */
export function confusionMatrix(
  { confusion }: Pick<Measured, 'confusion'>,
  labels: readonly string[],
): ConfusionMatrix {
  const known = new Set(labels);
  const beside = [...new Set(confusion.map(({ predicted }) => predicted))].filter(
    (label) => !known.has(label),
  );
  const truths =
    labels.length > mostLabels ? mostConfused(confusion, labels, mostLabels) : [...labels];
  const counts = new Map<string, Map<string, number>>();
  const supports = new Map<string, number>();
  for (const { truth, predicted, images } of confusion) {
    const row = counts.get(truth) ?? new Map<string, number>();
    counts.set(truth, row.set(predicted, images));
    supports.set(truth, (supports.get(truth) ?? 0) + images);
  }
  return {
    truths,
    predictions: [...truths, ...beside],
    count: (truth, predicted) => counts.get(truth)?.get(predicted) ?? 0,
    support: (truth) => supports.get(truth) ?? 0,
    ...(truths.length < labels.length ? { cutFrom: labels.length } : {}),
  };
}

function mostConfused(
  confusion: readonly ConfusionCount[],
  labels: readonly string[],
  most: number,
): string[] {
  const mistakes = new Map(labels.map((label) => [label, 0]));
  for (const { truth, predicted, images } of confusion) {
    if (truth === predicted) continue;
    for (const label of [truth, predicted]) {
      mistakes.set(label, (mistakes.get(label) ?? 0) + images);
    }
  }
  const ordered = [...labels].sort((a, b) => mistakes.get(b)! - mistakes.get(a)!);
  const kept = new Set(ordered.slice(0, most));
  return labels.filter((label) => kept.has(label));
}

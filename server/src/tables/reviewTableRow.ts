import type { RunRow } from '../protocol';

/** docs/results.md says what is in them. One column has right labels, so that no reader need ask. */
export const reviewColumns = [
  'image',
  'label',
  'predicted',
  'probability',
  'truth_before',
  'reviewed',
] as const;

/** An image that has a label by review: its cells by column. */
export type ReviewTableRow = Record<(typeof reviewColumns)[number], string | number | null>;

/** Undefined for an image that nobody has given a label. */
export function reviewTableRow({
  image,
  truth,
  review,
  result,
}: RunRow): ReviewTableRow | undefined {
  if (typeof review?.label !== 'string') return undefined;
  const { label, reviewed } = review;
  const predicted = result?.predicted ?? null;
  const probability = result?.labels[0]?.probability ?? null;
  return { image, label, predicted, probability, truth_before: truth ?? null, reviewed };
}

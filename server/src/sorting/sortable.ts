import type { RunRow, SortOptions } from '../protocol';

/** What sorting must know of an image. */
export interface Sortable {
  /** Relative to the folder, with `/`. */
  image: string;
  /** Of the file when it was classified; its time in ISO 8601, UTC, to the millisecond. */
  bytes: number;
  modified: string;
  /** What it is sorted by; without it the image stays. */
  answer?: {
    /** Predicted, or given by a person. */
    label: string;
    /** Of that label, 0..1; null where the model is not calibrated. */
    probability: number | null;
    /** How much larger the error of the second label is; null of a single one. */
    margin: number | null;
  };
  /** Why there is no answer. Default `failed`. */
  without?: 'notReviewed';
}

function predicted({ image, bytes, modified, result }: RunRow): Sortable {
  if (!result) return { image, bytes, modified };
  const [best, second] = result.labels;
  const probability = best?.probability ?? null;
  const margin = second?.margin ?? null;
  return { image, bytes, modified, answer: { label: result.predicted, probability, margin } };
}

/** A person is certain of a label, whatever the model was. */
function reviewed({ image, bytes, modified, review }: RunRow): Sortable {
  const { label = null } = review ?? {};
  if (label === null) return { image, bytes, modified, without: 'notReviewed' };
  return { image, bytes, modified, answer: { label, probability: 1, margin: null } };
}

export async function* sortableRows(
  rows: AsyncIterable<RunRow>,
  by: SortOptions['by'] = 'predicted',
): AsyncGenerator<Sortable> {
  const sortable = by === 'review' ? reviewed : predicted;
  for await (const row of rows) yield sortable(row);
}

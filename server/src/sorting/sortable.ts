import type { RunRow } from '../protocol';

/** What sorting must know of an image. */
export interface Sortable {
  /** Relative to the folder, with `/`. */
  image: string;
  /** Of the file when it was classified; its time in ISO 8601, UTC, to the millisecond. */
  bytes: number;
  modified: string;
  /** Of an image that was classified. */
  answer?: {
    predicted: string;
    /** Of that label, 0..1; null where the model is not calibrated. */
    probability: number | null;
    /** How much larger the error of the second label is; null of a single one. */
    margin: number | null;
  };
}

export async function* sortableRows(rows: AsyncIterable<RunRow>): AsyncGenerator<Sortable> {
  for await (const { image, bytes, modified, result } of rows) {
    if (!result) {
      yield { image, bytes, modified };
      continue;
    }
    const [best, second] = result.labels;
    const probability = best?.probability ?? null;
    const margin = second?.margin ?? null;
    yield { image, bytes, modified, answer: { predicted: result.predicted, probability, margin } };
  }
}

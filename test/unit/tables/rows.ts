import type { LabelResult, RunRow } from '../../../server/src/protocol';

/** A run as `exportRows` knows it. */
export const ran = { run: '0123456789abcdef', model: 'someone/tiny' };

export function label(name: string, probability: number | null, margin: number): LabelResult {
  return { label: name, probability, error: 0.125 + margin, samples: 8, margin };
}

/** An image of a cat that was classified as one. */
export function cat(image: string, more: Partial<RunRow> = {}): RunRow {
  return {
    image,
    bytes: 3_000,
    modified: '2026-11-23T17:30:00.123Z',
    truth: 'cat',
    result: {
      predicted: 'cat',
      labels: [label('cat', 0.75, 0), label('dog', 0.25, 0.001)],
      calibrated: true,
      evaluations: 16,
      remembered: 0,
      seconds: 0.5,
      decided: true,
      provider: 'cpu',
    },
    ...more,
  };
}

/** An image that could not be read. */
export function broken(image: string): RunRow {
  const { result, truth, ...row } = cat(image);
  return { ...row, failure: { code: 'image-not-decodable', message: `${image} is no image.` } };
}

export async function* each<T>(values: Iterable<T>): AsyncGenerator<T> {
  yield* values;
}

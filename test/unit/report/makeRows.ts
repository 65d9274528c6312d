import type { RowResult, RunRow, RunSummary } from '../../../server/src/protocol';

export function summaryOf(labels: string[], others: Partial<RunSummary> = {}): RunSummary {
  return {
    run: '0123456789abcdef',
    folder: '/data/pets',
    labels,
    model: 'everyday-32',
    state: 'done',
    counts: { total: 0, done: 0, failed: 0, unchanged: 0 },
    isListed: true,
    groundTruth: 'folders',
    evaluations: 0,
    remembered: 0,
    seconds: 0,
    began: '2026-01-01T00:00:00Z',
    ...others,
  };
}

/** An answer with these labels best first, each with a probability, and margins in their order. */
export function answer(
  labels: Record<string, number | null>,
  others: Partial<RowResult> = {},
): RowResult {
  const names = Object.keys(labels);
  return {
    predicted: names[0]!,
    labels: names.map((label, place) => ({
      label,
      probability: labels[label]!,
      error: 0.05 + place / 1_000,
      samples: 8,
      margin: place / 1_000,
    })),
    calibrated: labels[names[0]!] !== null,
    evaluations: 100,
    remembered: 0,
    seconds: 0.5,
    decided: true,
    ...others,
  };
}

export function rowOf(image: string, truth: string | undefined, result: RowResult): RunRow {
  const file = { image, bytes: 100, modified: '2026-01-01T00:00:00.000Z' };
  return { ...file, ...(truth !== undefined && { truth }), result };
}

export function failed(image: string, code: string, message = `${image} failed.`): RunRow {
  const failure = { code, message };
  return { image, bytes: 0, modified: '2026-01-01T00:00:00.000Z', failure };
}

export async function* inTurn(rows: Iterable<RunRow>): AsyncGenerator<RunRow> {
  yield* rows;
}

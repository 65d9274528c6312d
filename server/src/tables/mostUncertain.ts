import type { RowResult, RunRow } from '../protocol';

/** An image that was classified against two labels at least. */
type Classified = RunRow & { result: RowResult };

/** Races that ended with several labels first, then the lead of the best label over the second. */
function certainty({ result: { decided, labels } }: Classified): readonly [number, number] {
  const [best, second] = labels;
  const lead =
    best && second && best.probability !== null && second.probability !== null
      ? best.probability - second.probability
      : (second?.margin ?? Number.POSITIVE_INFINITY);
  return [decided === false ? 0 : 1, lead];
}

function compare(a: Classified, b: Classified): number {
  const [decidedA, leadA] = certainty(a);
  const [decidedB, leadB] = certainty(b);
  return decidedA - decidedB || leadA - leadB || (a.image < b.image ? -1 : 1);
}

/**
 * The images that are worth a look first: those whose race was not decided, then those whose best two
 * labels are closest, by probability or, where the model is not calibrated, by margin of error.
 * Images that failed, or had one label alone, are not among them.
 *
 * @param count At most so many; no more than twice as many rows are held.
 */
export async function mostUncertain(rows: AsyncIterable<RunRow>, count: number): Promise<RunRow[]> {
  let kept: Classified[] = [];
  const keep = (): void => {
    kept = kept.sort(compare).slice(0, count);
  };
  for await (const row of rows) {
    if (!row.result || row.result.labels.length < 2) continue;
    kept.push({ ...row, result: row.result });
    if (kept.length > 2 * count) keep();
  }
  keep();
  return kept;
}

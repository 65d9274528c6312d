import type { ClassifyResult, RunRow } from '../../../server/src/protocol';

/** What a row knows of its result, to be shown until the whole is there: it has no race. */
export function resultOfRow(row: RunRow | undefined): ClassifyResult | undefined {
  if (!row?.result) return undefined;
  const { decided: _, ...result } = row.result;
  return { image: row.image, model: '', ...result };
}

import { type ClassifyResult, mostRowLabels, type RowResult } from '../protocol';

/** What a row keeps of a result: the best labels, and the right one wherever it stands. */
export function rowResult(result: ClassifyResult, truth: string | undefined): RowResult {
  const {
    predicted,
    calibrated,
    evaluations,
    remembered = 0,
    seconds,
    provider,
    decision,
  } = result;
  const labels = result.labels.slice(0, mostRowLabels);
  const right = result.labels.slice(mostRowLabels).find(({ label }) => label === truth);
  return {
    evaluations,
    remembered,
    predicted,
    calibrated,
    seconds,
    ...(decision && { decided: decision.decided }),
    ...(provider && { provider }),
    labels: right ? [...labels, right] : labels,
  };
}

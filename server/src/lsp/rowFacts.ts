import type { ReviewCounts, RowOrder, RowReview, RunRow, RunRowsParams } from '../protocol';

/** What a row is found and ordered by: small, since there is one for every image of a run. */
export interface RowFacts {
  image: string;
  truth: string | undefined;
  /** Undefined of an image that failed. */
  predicted: string | undefined;
  /** Of the predicted label, in 0..1; null without a calibrated model. */
  probability: number | null;
  /** How much larger the second label's error is; Infinity where there is no second one. */
  margin: number;
  /** What the two best labels are apart: in probability where it is known, else in error. */
  lead: number;
  isUndecided: boolean;
  evaluations: number;
}

export function rowFacts({ image, truth, result }: RunRow): RowFacts {
  const [first, second] = result?.labels ?? [];
  const probability = first?.probability ?? null;
  const margin = second?.margin ?? Infinity;
  return {
    image,
    truth,
    predicted: result?.predicted,
    probability,
    margin,
    lead: probability === null ? margin : probability - (second?.probability ?? 0),
    isUndecided: result?.decided === false,
    evaluations: result?.evaluations ?? 0,
  };
}

/** Whether a row is among those that are asked for. */
export function isAskedFor(
  { predicted, truth, probability, isUndecided }: RowFacts,
  asked: Pick<RunRowsParams, 'predicted' | 'truth' | 'only' | 'probability'>,
): boolean {
  if (asked.predicted !== undefined && predicted !== asked.predicted) return false;
  if (asked.truth !== undefined && truth !== asked.truth) return false;
  if (asked.probability) {
    const [low, high] = asked.probability;
    if (probability === null || probability < low || probability > high) return false;
  }
  switch (asked.only) {
    case undefined:
      return true;
    case 'failed':
      return predicted === undefined;
    case 'undecided':
      return isUndecided;
    case 'right':
    case 'wrong':
      if (predicted === undefined || truth === undefined) return false;
      return (predicted === truth) === (asked.only === 'right');
  }
}

/** What was said of an image, against what was predicted. */
export function reviewOutcome(
  { predicted }: Pick<RowFacts, 'predicted'>,
  { label }: RowReview,
): keyof ReviewCounts {
  if (label === null) return 'skipped';
  return label === predicted ? 'accepted' : 'corrected';
}

/** Whether what was said of an image, if anything, is what is asked for. */
export function isReviewedAsAskedFor(
  facts: Pick<RowFacts, 'predicted'>,
  review: RowReview | undefined,
  asked: NonNullable<RunRowsParams['review']>,
): boolean {
  if (asked === 'none' || !review) return asked === 'none' && !review;
  return asked === 'any' || reviewOutcome(facts, review) === asked;
}

// Not by locale: the same everywhere, whatever a machine is set to.
function compare<T extends string | number>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const orders: Record<RowOrder, (a: RowFacts, b: RowFacts) => number> = {
  path: (a, b) => compare(a.image, b.image),
  predicted: (a, b) => compare(a.predicted ?? '', b.predicted ?? ''),
  truth: (a, b) => compare(a.truth ?? '', b.truth ?? ''),
  probability: (a, b) => compare(a.probability ?? 0, b.probability ?? 0),
  margin: (a, b) => compare(a.margin, b.margin),
  uncertainty: (a, b) => Number(b.isUndecided) - Number(a.isUndecided) || compare(a.lead, b.lead),
  evaluations: (a, b) => compare(a.evaluations, b.evaluations),
};

/** How rows are ordered: those that failed last, unless the order is that of paths. */
export function rowOrder(
  order: RowOrder = 'path',
  descending = false,
): (a: RowFacts, b: RowFacts) => number {
  const ordered = orders[order];
  const sign = descending ? -1 : 1;
  if (order === 'path') return (a, b) => sign * ordered(a, b);
  const failed = ({ predicted }: RowFacts): number => Number(predicted === undefined);
  return (a, b) => failed(a) - failed(b) || sign * ordered(a, b) || orders.path(a, b);
}

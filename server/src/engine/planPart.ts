import type { EvaluationPlan, Race } from '../method';
import type { ImageErrors } from './imageErrors';

/** A plan, or as many of its rows as make a batch: a sample of a thousand labels takes many. */
export interface PlanPart extends EvaluationPlan {
  isWhole: boolean;
}

/** A plan is enlarged at most to this many batches: it is all remembered, or nearly. */
const mostBatches = 64;

/**
 * What a race wants next, as much of it as leaves the host one batch to compute. Where most of it is
 * remembered, the plan is enlarged until the rest fills a batch, so that a label that is added to
 * known ones is not computed in crumbs.
 *
 * @returns undefined when the race is over.
 */
export async function nextPart(
  race: Pick<Race, 'next'>,
  errors: Pick<ImageErrors, 'missing'>,
  batchSize: number,
): Promise<PlanPart | undefined> {
  let plan = race.next(batchSize);
  if (!plan) return undefined;
  for (let factor = 2; factor <= mostBatches; factor *= 2) {
    const larger: EvaluationPlan | undefined = race.next(batchSize * factor);
    if (!larger || larger.samples.length === plan.samples.length) continue;
    if ((await errors.missing(larger.rows, larger.samples)) > batchSize) break;
    plan = larger;
  }
  return await firstRows(plan, errors, batchSize);
}

/** The first rows of a plan that leave at most a batch to compute; rows are looked up by the batch. */
async function firstRows(
  { rows, samples }: EvaluationPlan,
  errors: Pick<ImageErrors, 'missing'>,
  batchSize: number,
): Promise<PlanPart> {
  let missing = 0;
  let count = 0;
  while (count < rows.length) {
    const next = rows.slice(count, count + batchSize);
    missing += await errors.missing(next, samples);
    if (count > 0 && missing > batchSize) break;
    count += next.length;
  }
  return { rows: rows.slice(0, count), samples, isWhole: count === rows.length };
}

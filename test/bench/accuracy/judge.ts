import type { ClassifyResult } from '../../../server/src/protocol';
import type { LabelledImage } from '../labelledImages';
import type { Figure } from '../parts/part';
import { mean, quantile } from '../statistics/quantiles';
import { pairedDifference, type Share, share } from '../statistics/shares';
import type { Rule } from './rules';

export const accuracyMeasure = 'accuracy';
export const agreementMeasure = 'same winner as the full grid';
export const evaluationsMeasure = 'evaluations, mean';

const percent = 100;

/** What a rule came to on the images, beside the full grid. */
export function judge(
  { name: subject, predicted }: Rule,
  images: readonly LabelledImage[],
  answers: readonly ClassifyResult[],
  fromGrid: readonly ClassifyResult[],
): Figure[] {
  const n = images.length;
  const count = (holds: (image: number) => boolean) => images.filter((_, i) => holds(i)).length;
  const right = (given: readonly ClassifyResult[], image: number) =>
    given[image]!.predicted === images[image]!.label;
  const inPercent = (measure: string, unit: string, { value, interval }: Share): Figure => ({
    subject,
    measure,
    unit,
    value: percent * value,
    interval: { ...interval, low: percent * interval.low, high: percent * interval.high },
    n,
  });
  const evaluations = answers.map((answer) => answer.evaluations);
  const isGrid = answers === fromGrid;
  const figures: Figure[] = [
    inPercent(
      accuracyMeasure,
      '%',
      share(
        count((i) => right(answers, i)),
        n,
      ),
    ),
  ];
  if (!isGrid) {
    const agree = count((i) => answers[i]!.predicted === fromGrid[i]!.predicted);
    const gained = count((i) => right(answers, i) && !right(fromGrid, i));
    const lost = count((i) => !right(answers, i) && right(fromGrid, i));
    figures.push(
      { ...inPercent(agreementMeasure, '%', share(agree, n)), predicted },
      inPercent('accuracy against it', 'points', pairedDifference(gained, lost, n)),
    );
  }
  figures.push({ subject, measure: evaluationsMeasure, unit: '', n, ...mean(evaluations) });
  for (const [measure, q] of Object.entries({ median: 0.5, '95%': 0.95 })) {
    figures.push({ subject, measure, unit: '', n, value: quantile(evaluations, q) });
  }
  const undecided = answers.filter(({ decision }) => decision && !decision.decided).length;
  if (answers[0]?.decision) {
    figures.push({ subject, measure: 'undecided', unit: `of ${n}`, value: undecided, n });
  }
  return figures;
}

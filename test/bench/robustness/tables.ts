import type { Figure } from '../parts/part';
import { markdownTable } from '../report/table';
import { pairedDifference, type Share, share } from '../statistics/shares';
import type { Robustness } from './effectiveRobustness';
import type { Classified } from './measure';

const percent = 100;

function figure(
  subject: string,
  measure: string,
  { value, interval }: Share,
  n: number,
  unit = '%',
): Figure {
  const { low, high, kind } = interval;
  return {
    subject,
    measure,
    unit,
    value: percent * value,
    interval: { low: percent * low, high: percent * high, kind },
    n,
  };
}

/** A row a classifier: clean, corrupted, and how far off the line. */
export function robustnessTable(classifiers: readonly Robustness[], images: number): string {
  const figures = classifiers.flatMap((one) => [
    figure(one.name, 'clean', { value: one.clean, interval: one.cleanInterval }, images),
    figure(
      one.name,
      'mean under corruption',
      { value: one.corrupted, interval: one.corruptedInterval },
      images,
    ),
    figure(
      one.name,
      'effective robustness',
      { value: one.effective, interval: one.effectiveInterval },
      images,
      'points',
    ),
  ]);
  return markdownTable(figures);
}

const count = (right: readonly boolean[]): number => right.filter(Boolean).length;

/** A row a condition: two classifiers, and the difference of the first from the second. */
export function conditionsTable(
  conditions: readonly string[],
  one: Classified,
  other: Classified,
): string {
  const figures = conditions.flatMap((condition, index) => {
    const [mine, theirs] = [one.right[index]!, other.right[index]!];
    const n = mine.length;
    const gained = mine.filter((right, image) => right && !theirs[image]).length;
    const lost = mine.filter((right, image) => !right && theirs[image]).length;
    return [
      figure(condition, one.name, share(count(mine), n), n),
      figure(condition, other.name, share(count(theirs), n), n),
      figure(condition, 'difference', pairedDifference(gained, lost, n), n, 'points'),
    ];
  });
  return markdownTable(figures);
}

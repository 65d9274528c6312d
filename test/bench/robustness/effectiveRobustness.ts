import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { type Interval, quantile } from '../statistics/quantiles';
import type { Classified } from './measure';

/** Straight in logits: logit(corrupted) = intercept + slope · logit(clean). */
export interface Line {
  intercept: number;
  slope: number;
}

const logit = (share: number): number => Math.log(share / (1 - share));

/** The line of the baseline as accuracy under corruption expected at a clean accuracy, both in 0..1. */
export function expectedOn({ intercept, slope }: Line, clean: number): number {
  return 1 / (1 + Math.exp(-(intercept + slope * logit(clean))));
}

/** The accuracies of a classifier, in 0..1: of the clean images, and the mean over all corruptions. */
export interface Accuracies {
  clean: number;
  corrupted: number;
}

/** Least squares. Shares of 0 and 1 count as half an image of `images`. */
function fittedLine(points: readonly Accuracies[], images: number): Line {
  const inside = (share: number) => Math.min(1 - 0.5 / images, Math.max(0.5 / images, share));
  const x = points.map(({ clean }) => logit(inside(clean)));
  const y = points.map(({ corrupted }) => logit(inside(corrupted)));
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const [mx, my] = [mean(x), mean(y)];
  const slope =
    x.reduce((sum, one, i) => sum + (one - mx) * (y[i]! - my), 0) /
    x.reduce((sum, one) => sum + (one - mx) ** 2, 0);
  return { intercept: my - slope * mx, slope };
}

/** Over the images whose places are given, which may come more than once. */
function accuraciesOf({ right }: Classified, places: readonly number[]): Accuracies {
  const shares = right.map((row) => places.filter((place) => row[place]).length / places.length);
  const [clean, ...corrupted] = shares;
  return { clean: clean!, corrupted: corrupted.reduce((a, b) => a + b, 0) / corrupted.length };
}

export interface Robustness extends Accuracies {
  name: string;
  cleanInterval: Interval;
  corruptedInterval: Interval;
  /** What the line expects at this clean accuracy. */
  expected: number;
  /** Accuracy under corruption above what the line expects (Taori et al. 2020, section 3). */
  effective: number;
  effectiveInterval: Interval;
}

const draws = 2_000;

/**
 * Effective robustness of every classifier against the line through the baseline. Intervals: images are
 * drawn anew with replacement, one and the same draw for all classifiers, corruptions and the line.
 *
 * @param baseline whether a classifier is one of those that the line is fitted to.
 */
export function effectiveRobustness(
  classified: readonly Classified[],
  baseline: (classifier: Classified) => boolean,
): { line: Line; classifiers: Robustness[] } {
  const images = classified[0]!.right[0]!.length;
  const at = (places: readonly number[]) => {
    const points = classified.map((one) => accuraciesOf(one, places));
    const line = fittedLine(
      points.filter((_, index) => baseline(classified[index]!)),
      images,
    );
    const classifiers = points.map((point) => {
      const inside = Math.min(1 - 0.5 / images, Math.max(0.5 / images, point.clean));
      const expected = expectedOn(line, inside);
      return { ...point, expected, effective: point.corrupted - expected };
    });
    return { line, classifiers };
  };
  const all = Array.from({ length: images }, (_, place) => place);
  const { line, classifiers } = at(all);
  const generator = xoroshiro128plus(1);
  const drawn = Array.from({ length: draws }, () =>
    at(all.map(() => uniformInt(generator, 0, images - 1))),
  );
  const interval = (index: number, field: 'clean' | 'corrupted' | 'effective'): Interval => {
    const values = drawn.map((draw) => draw.classifiers[index]![field]);
    return { low: quantile(values, 0.025), high: quantile(values, 0.975), kind: '95% bootstrap' };
  };
  return {
    line,
    classifiers: classifiers.map((one, index) => ({
      name: classified[index]!.name,
      ...one,
      cleanInterval: interval(index, 'clean'),
      corruptedInterval: interval(index, 'corrupted'),
      effectiveInterval: interval(index, 'effective'),
    })),
  };
}

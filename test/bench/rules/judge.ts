import { quantile } from '../statistics/quantiles';
import { share } from '../statistics/shares';
import type { Contender } from './contenders';
import { type Estimate, meanOverImages } from './intervals';
import { gridWinner, type RecordedImage } from './recordedErrors';
import { replay } from './replay';

/** How a rule did on images, each raced in every order; averages over orders, intervals over images. */
export interface Judged {
  name: string;
  family: string;
  /** Share of races with the winner of the full grid; Wilson's interval, for as many trials as images. */
  agreement: Estimate;
  accuracy: Estimate;
  /** Accuracy less that of the full grid on the same images; bootstrap over images. */
  difference: Estimate;
  evaluations: { mean: number; median: number; p95: number };
  /** Samples at which the trunk of the network was run. */
  samples: number;
  /** Agreement and accuracy in the product's own order alone. */
  recordedOrder: { agreement: number; accuracy: number };
}

export function judge(contender: Contender, images: readonly RecordedImage[]): Judged {
  const { name, family, rule, orders } = contender;
  const byImage = images.map(({ errors, truth }) => {
    const best = gridWinner(errors);
    const races = orders.map((order) => replay(rule, errors, order));
    const average = (value: (race: (typeof races)[number]) => number) =>
      races.reduce((sum, race) => sum + value(race), 0) / races.length;
    const first = races[0]!;
    return {
      agrees: average(({ winner }) => Number(winner === best)),
      right: average(({ winner }) => Number(winner === truth)),
      fullRight: Number(best === truth),
      samples: average(({ samples }) => samples),
      evaluations: races.map(({ evaluations }) => evaluations),
      recorded: { agrees: Number(first.winner === best), right: Number(first.winner === truth) },
    };
  });
  const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
  const wilson = (values: readonly number[]): Estimate => {
    const { value, interval } = share(total(values), images.length);
    return { value, low: interval.low, high: interval.high };
  };
  const evaluations = byImage.flatMap((image) => image.evaluations);
  return {
    name,
    family,
    agreement: wilson(byImage.map(({ agrees }) => agrees)),
    accuracy: wilson(byImage.map(({ right }) => right)),
    difference: meanOverImages(byImage.map(({ right, fullRight }) => right - fullRight)),
    evaluations: {
      mean: total(evaluations) / evaluations.length,
      median: quantile(evaluations, 0.5),
      p95: quantile(evaluations, 0.95),
    },
    samples: total(byImage.map(({ samples }) => samples)) / images.length,
    recordedOrder: {
      agreement: total(byImage.map(({ recorded }) => recorded.agrees)) / images.length,
      accuracy: total(byImage.map(({ recorded }) => recorded.right)) / images.length,
    },
  };
}

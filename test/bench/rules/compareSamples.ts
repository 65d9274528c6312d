import { type Estimate, meanOverImages } from './intervals';
import { gridWinner, type Recorded } from './recordedErrors';
import { type Rule, replay } from './replay';
import type { SampleVariant } from './sampleVariants';

/** A variant under a rule, against the samples as they are under the same rule; bootstrap over images. */
export interface Compared {
  variant: string;
  rule: string;
  accuracy: number;
  /** With the winner of the variant's own full grid. */
  agreement: number;
  evaluations: number;
  /** Accuracy less that of the samples as they are. */
  accuracyDifference: Estimate;
  agreementDifference: Estimate;
  /** Evaluations less those of the samples as they are. */
  evaluationsDifference: Estimate;
}

interface ByImage {
  agrees: number;
  right: number;
  evaluations: number;
}

/**
 * @param variants The first is what the others are compared with.
 * @param recorded Of each variant; the same images in the same order.
 */
export function compareSamples(
  variants: readonly { variant: SampleVariant; recorded: Recorded }[],
  rules: readonly { name: string; rule: Rule }[],
): Compared[] {
  return rules.flatMap(({ name, rule }) => {
    const measured = variants.map((one) => races(one, rule));
    const reference = measured[0]!;
    return measured.map((images, index) => {
      const mean = (key: keyof ByImage) =>
        images.reduce((sum, image) => sum + image[key], 0) / images.length;
      const difference = (key: keyof ByImage) =>
        meanOverImages(images.map((image, i) => image[key] - reference[i]![key]));
      return {
        variant: variants[index]!.variant.name,
        rule: name,
        accuracy: mean('right'),
        agreement: mean('agrees'),
        evaluations: mean('evaluations'),
        accuracyDifference: difference('right'),
        agreementDifference: difference('agrees'),
        evaluationsDifference: difference('evaluations'),
      };
    });
  });
}

function races(
  { variant, recorded }: { variant: SampleVariant; recorded: Recorded },
  rule: Rule,
): ByImage[] {
  const { weights, orders } = variant;
  return recorded.images.map(({ errors, truth }) => {
    const weighted = errors.map((row) => row.map((error, sample) => error * weights[sample]!));
    // The variant's own grid: all that its orders visit.
    const best = gridWinner(weighted, orders[0]!);
    const results = orders.map((order) => replay(limited(rule, order.length), weighted, order));
    const average = (value: (result: (typeof results)[number]) => number) =>
      results.reduce((sum, result) => sum + value(result), 0) / results.length;
    return {
      agrees: average(({ winner }) => Number(winner === best)),
      right: average(({ winner }) => Number(winner === truth)),
      evaluations: average(({ evaluations }) => evaluations),
    };
  });
}

/** A rule that asks for no more samples than there are. */
function limited(rule: Rule, most: number): Rule {
  const samples = Math.min(rule.samples, most);
  return rule.racing
    ? { ...rule, samples, racing: { ...rule.racing, maximum: samples } }
    : { ...rule, samples };
}

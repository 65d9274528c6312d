import { Failure } from '../failure';
import { softmax } from './posterior';
import { rowSeed } from './rowSeed';
import { TorchGenerator, torchRandperm } from './torchRandom';

/** How an image whose label is known was answered; no priors. */
export interface JudgedImage {
  /** Of each label: how much larger its error is than the leader's. */
  margins: readonly number[];
  /** Index of the label that won. */
  predicted: number;
  /** Index of the label that it has. */
  right: number;
}

/** How far an answer was trusted, and whether it was right. */
export interface JudgedAnswer {
  /** Probability of the label that won, in 0..1. */
  confidence: number;
  isRight: boolean;
}

/** p(label) = softmax(−margin / τ). */
function probabilities(margins: readonly number[], temperature: number): number[] {
  return softmax(margins.map((margin) => -margin / temperature));
}

export function judgedAnswer(image: JudgedImage, temperature: number): JudgedAnswer {
  const { margins, predicted, right } = image;
  return {
    confidence: probabilities(margins, temperature)[predicted]!,
    isRight: predicted === right,
  };
}

/** Mean of log p(right label): higher is better; −log(labels) is what guessing gets. */
export function meanLogLikelihood(images: readonly JudgedImage[], temperature: number): number {
  // Not above 10^300 nats of surprise a picture, where the probability is a bare 0.
  const logs = images.map(({ margins, right }) =>
    Math.log(Math.max(Number.MIN_VALUE, probabilities(margins, temperature)[right]!)),
  );
  return mean(logs);
}

/**
 * The τ under which the labels that the images have are likeliest.
 *
 * The log likelihood is concave in 1/τ, so its slope there falls: the root is found by bisection.
 * As in Platt's scaling (1999) the label of each of n images counts for (n + 1)/(n + 2) only. The
 * closest other label has the rest: else a few images that were all answered rightly would give τ = 0,
 * and no doubt ever after.
 *
 * @throws Failure `options-invalid` where the right labels have no smaller errors than the others.
 */
export function fitTemperature(images: readonly JudgedImage[]): number {
  const targets = images.map(({ margins, right }) => target(margins, right, images.length));
  const slope = (inverse: number): number =>
    mean(images.map(({ margins }, index) => expected(margins, inverse) - targets[index]!));
  if (!(slope(0) > 0)) {
    throw new Failure(
      'options-invalid',
      `Of these ${images.length} images the right labels have no smaller errors than the others: no temperature makes probabilities of such answers. See whether the folders are named after what is in their images.`,
      { images: String(images.length) },
    );
  }
  let high = 1;
  while (slope(high) > 0) high *= 2;
  while (slope(high / 2) <= 0) high /= 2;
  let low = high / 2;
  while (high - low > 1e-7 * high) {
    const middle = (low + high) / 2;
    if (slope(middle) > 0) low = middle;
    else high = middle;
  }
  return 1 / high;
}

/** The margin that the smoothed label of an image is expected to have. */
function target(margins: readonly number[], right: number, images: number): number {
  const ofOthers = margins.filter((_, label) => label !== right);
  const closest = ofOthers.reduce((least, margin) => Math.min(least, margin), Infinity);
  return (margins[right]! * (images + 1) + closest) / (images + 2);
}

/** Σ p(label) · margin under a temperature of 1 / `inverse`. */
function expected(margins: readonly number[], inverse: number): number {
  const weights = softmax(margins.map((margin) => -margin * inverse));
  return weights.reduce((sum, weight, label) => sum + weight * margins[label]!, 0);
}

/**
 * Each image's answer under a τ that was fitted without it: in `folds` parts of the images, drawn by
 * seed label by label, so that each part has its share of every label.
 *
 * @returns in the order of the images.
 * @throws Failure `options-invalid`, as {@link fitTemperature}.
 */
export function crossValidated(
  images: readonly JudgedImage[],
  { folds, seed }: { folds: number; seed: number },
): JudgedAnswer[] {
  const fold = stratifiedFolds(
    images.map(({ right }) => right),
    folds,
    seed,
  );
  const temperatures = Array.from({ length: folds }, (_, left) =>
    fold.includes(left) ? fitTemperature(images.filter((__, index) => fold[index] !== left)) : 1,
  );
  return images.map((image, index) => judgedAnswer(image, temperatures[fold[index]!]!));
}

/** The fold of each item; those of one kind are dealt out like cards, going on where the last ended. */
function stratifiedFolds(kinds: readonly number[], folds: number, seed: number): number[] {
  const order = torchRandperm(new TorchGenerator(rowSeed(seed, 0)), kinds.length);
  const dealt = order.sort((a, b) => kinds[a]! - kinds[b]!);
  const fold = new Array<number>(kinds.length);
  dealt.forEach((item, position) => {
    fold[item] = position % folds;
  });
  return fold;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

import {
  type Examples,
  logitsOf,
  logSumExp,
  type SoftmaxWeights,
  softmaxRegression,
} from './softmaxRegression';

/** A linear classifier on features. */
export interface LinearProbe {
  /** Of each feature over the examples that it was fitted on: (x - mean) / deviation goes in. */
  mean: Float64Array;
  deviation: Float64Array;
  weights: SoftmaxWeights;
  /** C of the regression. */
  strength: number;
}

/** C to choose from: from hardly learning to hardly being held back. */
const strengths = [1e-4, 1e-3, 1e-2, 1e-1, 1, 10];

/** C where there is one example of some class, so that none can be held out. */
const usualStrength = 1e-2;

const mostFolds = 5;

function meanAndDeviation(features: readonly Float64Array[]) {
  const count = features.length;
  const mean = new Float64Array(features[0]!.length);
  for (const vector of features) {
    for (const [i, value] of vector.entries()) mean[i]! += value / count;
  }
  const variance = new Float64Array(mean.length);
  for (const vector of features) {
    for (const [i, value] of vector.entries()) variance[i]! += (value - mean[i]!) ** 2 / count;
  }
  // A feature that never changes says nothing: it stays at 0.
  return { mean, deviation: variance.map((square) => Math.sqrt(square) || 1) };
}

function standardised(
  vector: Float64Array,
  { mean, deviation }: Pick<LinearProbe, 'mean' | 'deviation'>,
): Float64Array {
  return vector.map((value, i) => (value - mean[i]!) / deviation[i]!);
}

/** The examples that some condition holds of. */
function partOf(
  { features, targets, classes }: Examples,
  holds: (example: number) => boolean,
): Examples {
  const kept = [...targets.keys()].filter(holds);
  return {
    features: kept.map((example) => features[example]!),
    targets: kept.map((example) => targets[example]!),
    classes,
  };
}

/** Of each example the fold that it is held out in: those of a class in turn. */
function foldsOf({ targets, classes }: Examples): { count: number; ofExample: number[] } {
  const seen = new Array<number>(classes).fill(0);
  const turns = targets.map((target) => seen[target]!++);
  const count = Math.min(mostFolds, ...seen);
  return { count, ofExample: turns.map((turn) => turn % count) };
}

function meanLogLoss({ features, targets }: Examples, weights: SoftmaxWeights): number {
  const losses = features.map((vector, example) => {
    const logits = logitsOf(weights, vector);
    return logSumExp(logits) - logits[targets[example]!]!;
  });
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}

/** The C under which examples that are held out are the most likely. */
function* chosenStrength(examples: Examples): Generator<void, number> {
  const { count, ofExample } = foldsOf(examples);
  if (count < 2) return usualStrength;
  const losses = new Array<number>(strengths.length).fill(0);
  for (let fold = 0; fold < count; fold++) {
    const learnt = partOf(examples, (example) => ofExample[example] !== fold);
    const heldOut = partOf(examples, (example) => ofExample[example] === fold);
    let weights: SoftmaxWeights | undefined;
    for (const [index, strength] of strengths.entries()) {
      weights = yield* softmaxRegression(learnt, strength, weights);
      losses[index]! += meanLogLoss(heldOut, weights) / count;
    }
  }
  return strengths[losses.indexOf(Math.min(...losses))]!;
}

/**
 * Fits a linear probe: features are standardised, C is chosen by cross-validation in up to five folds
 * (the mean log-likelihood of what is held out), and a multinomial logistic regression is fitted on
 * all examples. Deterministic; yields now and then, so that a caller can do something else, or stop.
 *
 * @param examples at least one of each class.
 */
export function* fitLinearProbe(examples: Examples): Generator<void, LinearProbe> {
  const scale = meanAndDeviation(examples.features);
  const features = examples.features.map((vector) => standardised(vector, scale));
  const scaled = { ...examples, features };
  const strength = yield* chosenStrength(scaled);
  return { ...scale, strength, weights: yield* softmaxRegression(scaled, strength) };
}

/** The class that a probe takes features for; of equal ones the first. */
export function probedClass(probe: LinearProbe, features: Float64Array): number {
  const logits = logitsOf(probe.weights, standardised(features, probe));
  return logits.indexOf(logits.reduce((a, b) => Math.max(a, b)));
}

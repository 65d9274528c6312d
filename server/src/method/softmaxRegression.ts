import { type ConvexPoint, minimised } from './newtonMethod';

/** Examples to learn from: vectors of equal width, each with its class in 0..classes-1. */
export interface Examples {
  features: readonly Float64Array[];
  /** Class of each. */
  targets: readonly number[];
  classes: number;
}

/** For each class in turn its weights, one a feature, and its intercept. */
export type SoftmaxWeights = Float64Array;

/** ln p(class | features) of each class, without what is the same for all. */
export function logitsOf(weights: SoftmaxWeights, features: Float64Array): Float64Array {
  const row = features.length + 1;
  const logits = new Float64Array(weights.length / row);
  for (let k = 0; k < logits.length; k++) {
    let sum = weights[k * row + features.length]!;
    for (let i = 0; i < features.length; i++) sum += weights[k * row + i]! * features[i]!;
    logits[k] = sum;
  }
  return logits;
}

/** ln Σ exp. */
export function logSumExp(values: Float64Array): number {
  const most = values.reduce((a, b) => Math.max(a, b));
  return most + Math.log(values.reduce((sum, value) => sum + Math.exp(value - most), 0));
}

/** sum += factor · (features, 1), for the weights of class k. */
function addRow(sum: Float64Array, k: number, factor: number, features: Float64Array): void {
  const row = features.length + 1;
  for (let i = 0; i < features.length; i++) sum[k * row + i]! += factor * features[i]!;
  sum[k * row + features.length]! += factor;
}

function pointAt(weights: SoftmaxWeights, examples: Examples, strength: number): ConvexPoint {
  const { features, targets, classes } = examples;
  const row = features[0]!.length + 1;
  /** Weights, but not intercepts, are held small. */
  const held = (values: Float64Array) =>
    values.map((value, index) => ((index + 1) % row === 0 ? 0 : value));
  const gradient = held(weights);
  let value = weights.reduce((sum, w, index) => sum + gradient[index]! * w, 0) / 2;
  const probabilities = features.map((vector, example) => {
    const logits = logitsOf(weights, vector);
    const total = logSumExp(logits);
    const target = targets[example]!;
    value += strength * (total - logits[target]!);
    const given = logits.map((logit) => Math.exp(logit - total));
    for (let k = 0; k < classes; k++) {
      addRow(gradient, k, strength * (given[k]! - (k === target ? 1 : 0)), vector);
    }
    return given;
  });
  return {
    value,
    gradient,
    curvature: (direction) => {
      const curved = held(direction);
      features.forEach((vector, example) => {
        const given = probabilities[example]!;
        const moved = logitsOf(direction, vector);
        const mean = moved.reduce((sum, value, k) => sum + value * given[k]!, 0);
        for (let k = 0; k < classes; k++) {
          addRow(curved, k, strength * given[k]! * (moved[k]! - mean), vector);
        }
      });
      return curved;
    },
  };
}

/** Of the largest element of the gradient, over strength and the number of examples. */
const tolerance = 1e-8;

/**
 * Multinomial logistic regression: the W and b that minimise
 *
 *     ½‖W‖² + C · Σ_i -ln p(y_i | x_i),    p(k | x) = exp(W_k·x + b_k) / Σ_j exp(W_j·x + b_j)
 *
 * as `LogisticRegression` of scikit-learn does. Yields after every step of Newton's method.
 *
 * @param strength C, above 0: the larger, the less the weights are held small.
 * @param start where to begin: the nearer, the faster. Default: 0.
 */
export function* softmaxRegression(
  examples: Examples,
  strength: number,
  start?: SoftmaxWeights,
): Generator<void, SoftmaxWeights> {
  const { features, classes } = examples;
  const size = classes * (features[0]!.length + 1);
  return yield* minimised(
    start ?? new Float64Array(size),
    (weights) => pointAt(weights, examples, strength),
    tolerance * strength * features.length,
  );
}

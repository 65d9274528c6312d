/** A convex function that can be differentiated twice, at one place. */
export interface ConvexPoint {
  value: number;
  gradient: Float64Array;
  /** The Hessian times a direction. */
  curvature(direction: Float64Array): Float64Array;
}

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < one.length; i++) sum += one[i]! * other[i]!;
  return sum;
}

/** one + factor · other. */
function plus(one: Float64Array, factor: number, other: Float64Array): Float64Array {
  return one.map((value, index) => value + factor * other[index]!);
}

/** Steps within one Newton step; by then its direction is good enough. */
const mostInner = 100;

/**
 * Solves H·d = -g by conjugate gradients, as exactly as Newton's method needs it to converge faster
 * than linearly: to a residual of min(0.5, √‖g‖)·‖g‖ (Nocedal and Wright, *Numerical Optimization*,
 * algorithm 7.1).
 */
function newtonDirection({ gradient, curvature }: ConvexPoint): Float64Array {
  const norm = Math.sqrt(dot(gradient, gradient));
  const goal = (Math.min(0.5, Math.sqrt(norm)) * norm) ** 2;
  let solution: Float64Array = new Float64Array(gradient.length);
  let residual: Float64Array = gradient.map((value) => -value);
  let direction = residual;
  let square = dot(residual, residual);
  for (let step = 0; step < mostInner && square > goal; step++) {
    const curved = curvature(direction);
    const factor = square / dot(direction, curved);
    solution = plus(solution, factor, direction);
    residual = plus(residual, -factor, curved);
    const next = dot(residual, residual);
    direction = plus(residual, next / square, direction);
    square = next;
  }
  return solution;
}

/** Share of the descent that the slope promises which a step must bring (Armijo's rule). */
const sufficient = 1e-4;

/** Halvings of a step after which rounding, not the function, is in the way. */
const mostHalvings = 30;

/**
 * Minimises a strictly convex function by Newton's method with conjugate gradients. Deterministic;
 * yields after every step, so that a caller can do something else meanwhile, or stop.
 *
 * @param start changed nowhere.
 * @param tolerance of the largest element of the gradient.
 * @returns where the minimum is.
 */
export function* minimised(
  start: Float64Array,
  evaluate: (at: Float64Array) => ConvexPoint,
  tolerance: number,
): Generator<void, Float64Array> {
  let at = start;
  let point = evaluate(at);
  while (point.gradient.some((value) => Math.abs(value) > tolerance)) {
    const direction = newtonDirection(point);
    const slope = dot(point.gradient, direction);
    let factor = 1;
    let next = evaluate(plus(at, factor, direction));
    for (
      let i = 0;
      i < mostHalvings && next.value > point.value + sufficient * factor * slope;
      i++
    ) {
      factor /= 2;
      next = evaluate(plus(at, factor, direction));
    }
    if (next.value >= point.value) return at;
    at = plus(at, factor, direction);
    point = next;
    yield;
  }
  return at;
}

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Examples,
  fitLinearProbe,
  type LinearProbe,
  probedClass,
} from '../../../server/src/method';
import { minimised } from '../../../server/src/method/newtonMethod';
import {
  logitsOf,
  logSumExp,
  softmaxRegression,
} from '../../../server/src/method/softmaxRegression';
import { goldenJson } from './golden';

interface Golden {
  features: number[][];
  targets: number[];
  fits: { strength: number; weights: number[][]; logProbabilities: number[][] }[];
}

const golden = goldenJson<Golden>('linear-probe.json');
const examples: Examples = {
  features: golden.features.map((vector) => Float64Array.from(vector)),
  targets: golden.targets,
  classes: 3,
};

/** What a computation gives in the end, and in how many steps. */
function finished<T>(steps: Generator<void, T>): { value: T; steps: number } {
  for (let count = 0; ; count++) {
    const { done, value } = steps.next();
    if (done) return { value, steps: count };
  }
}

const probeOf = (of: Examples): LinearProbe => finished(fitLinearProbe(of)).value;

describe('multinomial logistic regression', () => {
  test.each(golden.fits)('C = $strength as scikit-learn', ({ strength, ...expected }) => {
    const { value: weights } = finished(softmaxRegression(examples, strength));
    for (const [index, weight] of expected.weights.flat().entries()) {
      expect(Math.abs(weights[index]! - weight)).toBeLessThan(1e-6);
    }
    for (const [index, row] of expected.logProbabilities.entries()) {
      const logits = logitsOf(weights, examples.features[index]!);
      const total = logSumExp(logits);
      for (const [k, expectedLog] of row.entries()) {
        const difference = logits[k]! - total - expectedLog;
        expect(Math.abs(difference)).toBeLessThan(1e-6 * Math.max(1, Math.abs(expectedLog)));
      }
    }
  });

  test('begun near the end it ends in the same place, sooner', () => {
    const far = finished(softmaxRegression(examples, 1));
    const near = finished(
      softmaxRegression(
        examples,
        1,
        far.value.map((w) => w + 1e-4),
      ),
    );
    expect(near.steps).toBeLessThan(far.steps);
    for (const [index, weight] of far.value.entries()) {
      // Intercepts that move together change nothing.
      if ((index + 1) % 7 !== 0) expect(Math.abs(near.value[index]! - weight)).toBeLessThan(1e-6);
    }
  });
});

describe("Newton's method", () => {
  /** Σ ln cosh(10·x) + x²/2: from afar a whole step overshoots. */
  const steep = (at: Float64Array) => ({
    value: at.reduce((sum, x) => sum + Math.log(Math.cosh(10 * x)) + x ** 2 / 2, 0),
    gradient: at.map((x) => 10 * Math.tanh(10 * x) + x),
    curvature: (direction: Float64Array) =>
      direction.map((d, i) => (100 / Math.cosh(10 * at[i]!) ** 2 + 1) * d),
  });

  test('a step that overshoots is halved until it descends', () => {
    const values: number[] = [];
    const at = finished(
      minimised(
        Float64Array.of(1, -2),
        (place) => {
          const point = steep(place);
          values.push(point.value);
          return point;
        },
        1e-12,
      ),
    ).value;
    expect([...at].every((x) => Math.abs(x) < 1e-12)).toBe(true);
    expect(values[1]!).toBeGreaterThan(values[0]!);
  });

  test('where rounding allows no further descent, it ends', () => {
    const flat = (at: Float64Array) => ({
      value: 1e20 + (at[0]! - 1) ** 2,
      gradient: Float64Array.of(2 * (at[0]! - 1)),
      curvature: (direction: Float64Array) => direction.map((d) => 2 * d),
    });
    const start = Float64Array.of(0);
    expect(finished(minimised(start, flat, 1e-9)).value).toEqual(start);
  });
});

describe('the probe', () => {
  test('tells apart what lies apart, whatever the scale of a feature', () => {
    const probe = probeOf(examples);
    const right = examples.features.filter(
      (vector, example) => probedClass(probe, vector) === examples.targets[example],
    );
    expect(right.length).toBeGreaterThan(50);
    const factors = [1, 1e3, 1e-3, 7, 1, 100];
    const scaled = examples.features.map((vector) => vector.map((x, i) => x * factors[i]! + 5));
    const other = probeOf({ ...examples, features: scaled });
    expect(other.strength).toBe(probe.strength);
    for (const [example, vector] of scaled.entries()) {
      expect(probedClass(other, vector)).toBe(probedClass(probe, examples.features[example]!));
    }
  });

  test('the same examples give the same probe, digit for digit', () => {
    expect(probeOf(examples)).toEqual(probeOf(examples));
  });

  test('labels that have nothing to do with the features: weights are held small', () => {
    const targets = examples.targets.map((_, example) => (example * 7 + (example >> 2)) % 3);
    expect(probeOf({ ...examples, targets }).strength).toBeLessThan(probeOf(examples).strength);
  });

  test('one example a class, and a feature that never changes', () => {
    const few: Examples = {
      features: [Float64Array.of(1, 5), Float64Array.of(-1, 5)],
      targets: [0, 1],
      classes: 2,
    };
    const probe = probeOf(few);
    expect(few.features.map((vector) => probedClass(probe, vector))).toEqual([0, 1]);
    expect(probe.weights.every(Number.isFinite)).toBe(true);
  });

  test('classes in another order are the same classes', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2], { minLength: 3 }), (order) => {
        const targets = examples.targets.map((target) => order[target]!);
        const renamed = probeOf({ ...examples, targets });
        const probe = probeOf(examples);
        for (const vector of examples.features) {
          expect(probedClass(renamed, vector)).toBe(order[probedClass(probe, vector)]);
        }
      }),
      { numRuns: 6 },
    );
  });
});

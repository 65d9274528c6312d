import fc from 'fast-check';
import { expect, test } from 'vitest';
import { productSamples, type RaceOptions, type RaceOutcome } from '../../../server/src/method';
import { options, run, staged, table } from './racing';

const sampleCount = 8;

/** Errors in sixteenths: sums and differences of a few of them are exact, so nothing hangs on rounding. */
const exactErrors = fc.integer({ min: 1, max: 8 }).chain((labels) =>
  matrix(
    labels,
    fc.integer({ min: 0, max: 64 }).map((n) => n / 16),
  ),
);
const finiteErrors = fc
  .integer({ min: 1, max: 8 })
  .chain((labels) =>
    matrix(
      labels,
      fc.oneof(
        fc.double({ min: 0, max: Number.MAX_VALUE, noNaN: true }),
        fc.constantFrom(0, 5e-324, 1e308, Number.MAX_VALUE),
      ),
    ),
  );
const temperatures = fc.option(fc.constantFrom(5e-324, 1e-3, 0.25, 1, 1e300), { nil: null });
const rules = fc.constantFrom('best', 'mean');
const schedules = fc.constantFrom<Partial<RaceOptions>>(
  { samples: sampleCount },
  { elimination: 'staged', keep: [3, 1], stages: [2, 8] },
  { elimination: 'staged', keep: [5, 2, 1], stages: [1, 4, 8] },
);

function matrix(rows: number, cell: fc.Arbitrary<number>): fc.Arbitrary<number[][]> {
  const row = fc.array(cell, { minLength: sampleCount, maxLength: sampleCount });
  return fc.array(row, { minLength: rows, maxLength: rows });
}

/** Labels told apart by mean error at every point where the race may rank them. */
function hasTies(errors: number[][]): boolean {
  for (let samples = 1; samples <= sampleCount; samples++) {
    const sums = errors.map((row) => row.slice(0, samples).reduce((sum, e) => sum + e, 0));
    if (new Set(sums).size < sums.length) return true;
  }
  return false;
}

/** A tie goes to the label given first, and rounding may break one: those races are left out. */
function hasDistinctScores({ labels }: RaceOutcome): boolean {
  return new Set(labels.map(({ score }) => score.toFixed(9))).size === labels.length;
}

test('permuting the labels permutes the result', () => {
  fc.assert(
    fc.property(exactErrors, schedules, fc.infiniteStream(fc.nat()), (errors, schedule, keys) => {
      fc.pre(!hasTies(errors));
      const from = errors
        .map((_, label) => ({ label, key: keys.next().value as number }))
        .sort((a, b) => a.key - b.key)
        .map(({ label }) => label);
      const given = options(errors.length, { ...schedule, temperature: 0.5 });
      const plain = run(given, table(errors));
      fc.pre(hasDistinctScores(plain));
      const permuted = run(given, table(from.map((label) => errors[label]!)));
      expect(permuted.order.map((label) => from[label]!)).toEqual(plain.order);
      permuted.labels.forEach((label, i) => {
        const { probability, score, ...rest } = plain.labels[from[i]!]!;
        expect(label).toMatchObject(rest);
        expect(label.probability).toBeCloseTo(probability!, 12);
        expect(label.score).toBeCloseTo(score, 12);
      });
    }),
  );
});

test('adding a constant to all errors changes no order and no probability', () => {
  const constants = fc.integer({ min: 0, max: 1000 });
  fc.assert(
    fc.property(exactErrors, schedules, constants, (errors, schedule, constant) => {
      fc.pre(!hasTies(errors));
      const given = options(errors.length, { ...schedule, temperature: 0.5 });
      const plain = run(given, table(errors));
      fc.pre(hasDistinctScores(plain));
      const shifted = run(given, table(errors.map((row) => row.map((error) => error + constant))));
      expect(shifted.order).toEqual(plain.order);
      shifted.labels.forEach((label, i) => {
        expect(label.probability).toBeCloseTo(plain.labels[i]!.probability!, 9);
      });
    }),
  );
});

test('adding a constant to all labels at one sample changes no order either: samples are paired', () => {
  fc.assert(
    fc.property(exactErrors, schedules, fc.nat(sampleCount - 1), (errors, schedule, harder) => {
      fc.pre(!hasTies(errors));
      const given = options(errors.length, { ...schedule, temperature: 0.5 });
      const plain = run(given, table(errors));
      fc.pre(hasDistinctScores(plain));
      const shifted = errors.map((row) => row.map((e, sample) => (sample === harder ? e + 8 : e)));
      expect(run(given, table(shifted)).order).toEqual(plain.order);
    }),
  );
});

test('keeping all until the end equals no elimination', () => {
  fc.assert(
    fc.property(finiteErrors, temperatures, (errors, temperature) => {
      const all = Math.max(2, errors.length);
      const kept = run(
        staged(errors.length, [all, 1], [3, sampleCount], { temperature }),
        table(errors),
      );
      const none = run(
        options(errors.length, { samples: sampleCount, temperature }),
        table(errors),
      );
      expect(kept).toEqual(none);
    }),
  );
});

test('the batch size changes nothing', () => {
  const batches = fc.integer({ min: 1, max: 100 });
  fc.assert(
    fc.property(
      finiteErrors,
      schedules,
      temperatures,
      batches,
      (errors, schedule, temperature, batch) => {
        const given = options(errors.length, { ...schedule, temperature });
        expect(run(given, table(errors), batch)).toEqual(run(given, table(errors), 1));
      },
    ),
  );
});

test('a smaller budget sees a prefix of the samples of a larger one', () => {
  const count = fc.integer({ min: 1, max: 300 });
  fc.assert(
    fc.property(count, count, (one, other) => {
      const [small, large] = [Math.min(one, other), Math.max(one, other)];
      const set = { timesteps: 100, band: [20, 80] as const, seed: 5 };
      const outcomes = [small, large].map((samples) =>
        run(options(2, { ...set, samples }), (row, { timestep, noiseRow }) =>
          Math.sin(row + timestep * 3 + noiseRow),
        ),
      );
      expect(outcomes[1]!.samples).toEqual(productSamples({ ...set, count: large }));
      expect(outcomes[0]!.samples).toEqual(outcomes[1]!.samples.slice(0, small));
      expect(outcomes[0]!.errors[0]).toEqual(outcomes[1]!.errors[0]!.slice(0, small));
    }),
    { numRuns: 30 },
  );
});

test('no finite errors overflow, and probabilities sum to one at any time', () => {
  fc.assert(
    fc.property(finiteErrors, schedules, temperatures, rules, fc.boolean(), (...given) => {
      const [errors, schedule, temperature, prompts, paired] = given;
      // The rows are labels of one prompt, or two labels that share them unequally.
      const labels =
        paired && errors.length > 1
          ? [1, errors.length - 1].map((rows) => ({ rows, logPrior: 0 }))
          : errors.map(() => ({ rows: 1, logPrior: 0 }));
      run(options(0, { ...schedule, labels, temperature, prompts }), table(errors), 5, (standing) =>
        expectSound(standing, temperature),
      );
    }),
    { numRuns: 200 },
  );
});

test('official races are sound too, and end with one label', () => {
  fc.assert(
    fc.property(finiteErrors, schedules, temperatures, (errors, schedule, temperature) => {
      const labels = [
        { rows: errors.length, logPrior: 0 },
        { rows: 1, logPrior: 0 },
      ];
      const given = options(2, { ...schedule, labels, temperature, sampleSet: 'official' });
      const outcome = run(given, table([...errors, errors[0]!]), 7, (standing) =>
        expectSound(standing, temperature),
      );
      expect(outcome.labels.filter((label) => label.inRace)).toHaveLength(1);
    }),
  );
});

function expectSound({ labels, order }: RaceOutcome, temperature: number | null): void {
  expect([...order].sort((a, b) => a - b)).toEqual([...labels.keys()]);
  for (const { error, score } of labels) {
    expect(Number.isFinite(error)).toBe(true);
    expect(Number.isFinite(score)).toBe(true);
  }
  const leader = labels[order[0]!]!;
  expect(leader.inRace).toBe(true);
  if (temperature === null) {
    expect(labels.every(({ probability }) => probability === null)).toBe(true);
  } else {
    const total = labels.reduce((sum, { probability }) => sum + probability!, 0);
    expect(total).toBeCloseTo(1, 12);
    for (const { probability } of labels) {
      expect(probability).toBeGreaterThanOrEqual(0);
      expect(probability).toBeLessThanOrEqual(leader.probability!);
    }
  }
}

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Race, type RaceOptions, type RaceOutcome } from '../../../server/src/method';
import { options, racing, run, table } from './racing';

const grid = 60;

/** Errors in sixteenths within 0..1, by row and timestep. */
const tables = fc
  .integer({ min: 1, max: 6 })
  .chain((rows) =>
    fc.array(fc.array(fc.integer({ min: 0, max: 16 }), { minLength: grid, maxLength: grid }), {
      minLength: rows,
      maxLength: rows,
    }),
  )
  .map((rows) => rows.map((row, i) => row.map((error) => (error / 16) * (1 - i / 8))));
const rules = fc.record({
  kind: fc.constantFrom('exact' as const, 'approximate' as const),
  delta: fc.constantFrom(0.001, 0.05, 0.4),
  minimum: fc.integer({ min: 1, max: 10 }),
  maximum: fc.integer({ min: 10, max: grid }),
  undecided: fc.constantFrom('leader' as const, 'grid' as const),
});
const seeds = fc.nat(1000);

function given(errors: number[][], rule: Partial<RaceOptions['racing']>, seed: number) {
  return racing(errors.length, grid, rule, { seed, timesteps: grid, band: [0, grid] });
}

const byTimestep =
  (errors: number[][]) =>
  (row: number, { timestep }: { timestep: number }) =>
    errors[row]![timestep]!;

test('however a race is cut into plans, and plans into parts, it ends the same', () => {
  const parts = fc.infiniteStream(
    fc.record({ size: fc.integer({ min: 1, max: 200 }), rows: fc.nat(7) }),
  );
  fc.assert(
    fc.property(tables, rules, seeds, parts, (errors, rule, seed, cuts) => {
      const race = new Race(given(errors, rule, seed));
      for (;;) {
        const { size, rows } = cuts.next().value as { size: number; rows: number };
        const plan = race.next(size);
        if (!plan) break;
        const part = { ...plan, rows: plan.rows.slice(0, rows + 1) };
        race.record(
          part,
          part.rows.map((row) => part.samples.map(({ timestep }) => errors[row]![timestep]!)),
        );
      }
      expect(race.outcome()).toEqual(run(given(errors, rule, seed), byTimestep(errors)));
    }),
  );
});

test('a race that visits the whole grid has the winner of no elimination, and the same means', () => {
  fc.assert(
    fc.property(tables, rules, seeds, (errors, rule, seed) => {
      const raced = run(given(errors, rule, seed), byTimestep(errors));
      fc.pre(raced.samples.length === grid);
      const full = run(
        options(errors.length, { samples: grid, seed, timesteps: grid, band: [0, grid] }),
        byTimestep(errors),
      );
      const winner = raced.order[0]!;
      const stayed = [...errors.keys()].filter((row) => raced.labels[row]!.samples === grid);
      expect(raced.labels[winner]!.error).toBe(full.labels[winner]!.error);
      expect(winner).toBe(full.order.find((row) => stayed.includes(row)));
      expect(raced.decision!.decided).toBe(true);
    }),
  );
});

test('labels only ever leave, the leader stays, and what is told at any time is sound', () => {
  fc.assert(
    fc.property(tables, rules, seeds, (errors, rule, seed) => {
      let before: RaceOutcome | undefined;
      const last = run(given(errors, rule, seed), byTimestep(errors), 7, (standing) => {
        standing.labels.forEach((label, row) => {
          if (label.inRace && before) expect(before.labels[row]!.inRace).toBe(true);
        });
        expect(standing.labels[standing.order[0]!]!.inRace).toBe(true);
        before = standing;
      });
      const { kind, minimum, maximum, undecided } = rule;
      expect(last.samples.length).toBeGreaterThanOrEqual(minimum);
      expect(last.samples.length).toBeLessThanOrEqual(undecided === 'leader' ? maximum : grid);
      expect(last.evaluations).toBeLessThanOrEqual(
        new Race(given(errors, rule, seed)).plannedEvaluations,
      );
      const left = last.labels.filter((label) => label.inRace).length;
      expect(last.decision!.decided).toBe(left === 1);
      if (kind === 'exact') expect(last.decision!.boundExceeded).toBe(false);
    }),
  );
});

test('a smaller delta is never quicker to let a label leave', () => {
  fc.assert(
    fc.property(
      tables,
      fc.constantFrom('exact' as const, 'approximate' as const),
      seeds,
      (errors, kind, seed) => {
        // Two labels: with more, another set of rivals may make the stricter race the shorter one.
        const two = [errors[0]!, errors.at(-1)!];
        const samples = [0.2, 0.01].map(
          (delta) =>
            run(given(two, { kind, delta, minimum: 4 }, seed), byTimestep(two)).samples.length,
        );
        expect(samples[1]).toBeGreaterThanOrEqual(samples[0]!);
      },
    ),
  );
});

test('errors of any finite size break nothing', () => {
  const huge = fc.oneof(
    fc.double({ min: 0, max: Number.MAX_VALUE, noNaN: true }),
    fc.constantFrom(0, 5e-324, 1e308, Number.MAX_VALUE),
  );
  const errors = fc.array(fc.array(huge, { minLength: 8, maxLength: 8 }), {
    minLength: 1,
    maxLength: 5,
  });
  const temperatures = fc.constantFrom(null, 5e-324, 0.25, 1e300);
  fc.assert(
    fc.property(errors, rules, temperatures, (values, rule, temperature) => {
      const outcome = run(
        racing(values.length, grid, { ...rule, bound: 1e308 }, { temperature }),
        table(values),
      );
      for (const { error, score } of outcome.labels) {
        expect(Number.isFinite(error)).toBe(true);
        expect(Number.isFinite(score)).toBe(true);
      }
    }),
  );
});

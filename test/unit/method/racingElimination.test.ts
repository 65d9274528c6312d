import { expect, test } from 'vitest';
import { Race, type RaceOutcome } from '../../../server/src/method';
import { type ErrorTable, racing, run, table } from './racing';

const inRace = ({ labels }: RaceOutcome) =>
  [...labels.keys()].filter((label) => labels[label]!.inRace);

/** An error with a spread of ±0.1 around a level for each row. */
function around(...levels: number[]): ErrorTable {
  return (row, { timestep }) => levels[row]! + 0.1 * Math.sin(timestep * (row + 2));
}

test.each(['exact', 'approximate'] as const)(
  '%s: worse labels leave early, and the worse the earlier',
  (kind) => {
    const given = racing(4, 100, { kind, minimum: 4 });
    const outcome = run(given, around(0.5, 0.2, 0.9, 0.27));
    expect(outcome.order[0]).toBe(1);
    expect(inRace(outcome)).toEqual([1]);
    expect(outcome.decision).toEqual({ decided: true, boundExceeded: false });
    const samples = outcome.labels.map((label) => label.samples);
    expect(samples[2]).toBeLessThanOrEqual(samples[0]!);
    expect(samples[0]).toBeLessThan(samples[3]!);
    expect(outcome.evaluations).toBeLessThan(250);
    expect(outcome.evaluations).toBe(samples.reduce((sum, count) => sum + count, 0));
  },
);

test('nobody leaves before the minimum', () => {
  const outcome = run(racing(3, 100, { minimum: 31 }), around(0.1, 0.8, 0.7));
  expect(outcome.labels.map((label) => label.samples)).toEqual([31, 31, 31]);
});

test('labels that cannot be told apart are raced to the whole grid, where the smallest mean wins', () => {
  const given = racing(3, 60, { minimum: 5, maximum: 20, undecided: 'grid' });
  const outcome = run(given, around(0.4001, 0.4002, 0.4));
  const means = [0, 1, 2].map((row) => mean(outcome.errors[row]!));
  expect(outcome.samples).toHaveLength(60);
  expect(outcome.order[0]).toBe(means.indexOf(Math.min(...means)));
  expect(outcome.decision).toEqual({ decided: true, boundExceeded: false });
});

test('with several left at the maximum the one that leads is the answer, and it is undecided', () => {
  const given = racing(3, 60, { minimum: 5, maximum: 20, undecided: 'leader' });
  const outcome = run(given, around(0.4, 1.1, 0.4));
  expect(outcome.samples).toHaveLength(20);
  expect(inRace(outcome)).toEqual([0, 2]);
  expect(outcome.decision).toEqual({ decided: false, boundExceeded: false });
});

test('with a maximum of the whole grid nothing is left undecided', () => {
  const given = racing(2, 20, { undecided: 'leader' });
  expect(run(given, table([[0.5], [0.5]]))).toMatchObject({
    order: [0, 1],
    decision: { decided: true },
  });
});

test('while a race runs it is not decided; other rules state no error rate', () => {
  const seen: unknown[] = [];
  run(racing(2, 40, { minimum: 10 }), around(0.1, 0.9), 4, ({ decision }) => seen.push(decision));
  expect(seen[0]).toEqual({ decided: false, boundExceeded: false });
  expect(seen.at(-1)).toEqual({ decided: true, boundExceeded: false });
  const race = new Race({ ...racing(2, 8), elimination: 'none' });
  expect(race.outcome().decision).toBeNull();
});

test('a single label is decided at the first look', () => {
  const outcome = run(racing(1, 50, { minimum: 3 }), table([[1]]));
  expect(outcome).toMatchObject({ evaluations: 3, decision: { decided: true } });
});

test('a difference above the bound voids the guarantee: from then on nobody leaves', () => {
  const exceeding: ErrorTable = (row, { index }) => (row === 2 && index === 4 ? 1.5 : row * 0.3);
  const given = racing(3, 80, { minimum: 6 });
  const outcome = run(given, exceeding);
  expect(outcome.decision).toEqual({ decided: true, boundExceeded: true });
  expect(outcome.labels.map((label) => label.samples)).toEqual([80, 80, 80]);
  expect(run(racing(3, 80, { minimum: 6, bound: 1.5 }), exceeding).decision).toEqual({
    decided: true,
    boundExceeded: false,
  });
  const leader = run(racing(3, 80, { minimum: 6, maximum: 40, undecided: 'leader' }), exceeding);
  expect(leader.decision).toEqual({ decided: false, boundExceeded: true });
});

test('approximate racing has no bound to exceed', () => {
  const given = racing(2, 80, { kind: 'approximate', minimum: 20, bound: 0.01 });
  expect(run(given, around(0.2, 0.9)).decision).toEqual({ decided: true, boundExceeded: false });
});

test('priors count in units of the temperature', () => {
  const labels = [0.01, 0.99].map((weight) => ({ rows: 1, logPrior: Math.log(weight) }));
  const errors = around(0.3, 0.6);
  const outcome = (temperature: number) =>
    run(racing(2, 100, { minimum: 4 }, { labels, temperature }), errors);
  expect(outcome(0.01)).toMatchObject({ order: [0, 1], decision: { decided: true } });
  expect(outcome(0.2)).toMatchObject({ order: [1, 0], decision: { decided: true } });
  // ln 99 = 4.6 bounds: no difference of errors makes up for that.
  expect(outcome(1).labels.map((label) => label.samples)).toEqual([4, 4]);
});

const twoPrompts = [
  { rows: 2, logPrior: 0 },
  { rows: 2, logPrior: 0 },
];

test('best: bad prompts leave alone, and a label with its last', () => {
  const errors = around(0.9, 0.2, 0.5, 0.95);
  const race = new Race(racing(2, 100, { minimum: 4 }, { labels: twoPrompts }));
  const seen = new Set<string>();
  for (let plan = race.next(8); plan; plan = race.next(8)) {
    const { rows, samples } = plan;
    seen.add(rows.join());
    race.record(
      plan,
      rows.map((row) => samples.map((sample) => errors(row, sample))),
    );
  }
  expect([...seen][0]).toBe('0,1,2,3');
  expect([...seen].at(-1)).toBe('1,2');
  expect(race.outcome()).toMatchObject({ order: [0, 1], decision: { decided: true } });
});

test('best: two prompts of one label need not be told apart', () => {
  const outcome = run(
    racing(2, 1000, { minimum: 4 }, { labels: twoPrompts, timesteps: 1000, band: [0, 1000] }),
    around(0.2, 0.2, 0.9, 0.9),
  );
  expect(inRace(outcome)).toEqual([0]);
  expect(outcome.samples.length).toBeLessThan(100);
});

test('mean: a label is the mean over its prompts and leaves with all of them', () => {
  const given = racing(2, 100, { minimum: 4 }, { labels: twoPrompts, prompts: 'mean' });
  const outcome = run(given, around(0.05, 0.95, 0.2, 0.3));
  expect(outcome.order).toEqual([1, 0]);
  expect(outcome.evaluations).toBe(4 * outcome.samples.length);
});

test('looks come closer to each other than the samples of a batch, and never too close', () => {
  const race = new Race(racing(4, 1000, { minimum: 8 }));
  const ends: number[] = [];
  for (let plan = race.next(Infinity); plan; plan = race.next(Infinity)) {
    ends.push(plan.samples.at(-1)!.index + 1);
    race.record(
      plan,
      plan.rows.map(() => plan.samples.map(() => 0.5)),
    );
  }
  const steps = ends.map((end, i) => end - (ends[i - 1] ?? 0)).slice(1);
  expect(ends[0]).toBe(8);
  expect(ends.at(-1)).toBe(1000);
  steps.slice(0, -1).forEach((step, i) => {
    expect(step * 4).toBeGreaterThanOrEqual(16);
    expect(step).toBeLessThanOrEqual(Math.max(4, ends[i]! / 16 + 1));
  });
});

test('a thousand labels are no problem', () => {
  const errors = around(...Array.from({ length: 1000 }, (_, label) => 0.2 + label / 2000));
  const given = racing(1000, 1000, { minimum: 10 }, { timesteps: 1000, band: [0, 1000] });
  expect(run(given, errors, 1e5)).toMatchObject({
    decision: { decided: true, boundExceeded: false },
  });
});

function mean(values: readonly (number | null)[]): number {
  return values.reduce<number>((sum, value) => sum + value!, 0) / values.length;
}

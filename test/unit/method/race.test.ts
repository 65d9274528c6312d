import { expect, test } from 'vitest';
import { Failure } from '../../../server/src/failure';
import { type EvaluationPlan, productSamples, Race } from '../../../server/src/method';
import { goldenJson } from './golden';
import { options, run, staged, table } from './racing';

test('without elimination every label gets every sample and the smallest mean error wins', () => {
  const errors = [
    [3, 3, 3, 3],
    [1, 2, 1, 2],
    [2, 2, 2, 2],
  ];
  const outcome = run(options(3, { samples: 4 }), table(errors));
  expect(outcome.order).toEqual([1, 2, 0]);
  expect(outcome.labels.map((label) => label.error)).toEqual([3, 1.5, 2]);
  expect(outcome.labels.map((label) => label.samples)).toEqual([4, 4, 4]);
  expect(outcome.labels.map((label) => label.probability)).toEqual([null, null, null]);
  expect(outcome.labels.map((label) => label.inRace)).toEqual([false, true, false]);
  expect(outcome.evaluations).toBe(12);
  expect(outcome.samples).toEqual(
    productSamples({ timesteps: 100, band: [0, 100], seed: 0, count: 4 }),
  );
  expect(outcome.errors).toEqual(errors);
});

test('staged: the worst leave after each stage and keep the samples they have had', () => {
  const outcome = run(staged(4, [2, 1], [3, 6]), table([[4], [1], [3], [2]]));
  expect(outcome.order).toEqual([1, 3, 2, 0]);
  expect(outcome.labels.map((label) => label.samples)).toEqual([3, 6, 3, 6]);
  expect(outcome.evaluations).toBe(4 * 3 + 2 * 3);
  expect(outcome.errors).toEqual([
    [4, 4, 4, null, null, null],
    [1, 1, 1, 1, 1, 1],
    [3, 3, 3, null, null, null],
    [2, 2, 2, 2, 2, 2],
  ]);
});

test('a label dropped early does not come back, however it would have gone on', () => {
  const errors = [
    [1, 1, 9, 9],
    [2, 2, 1, 1],
    [3, 3, 0, 0],
  ];
  expect(run(staged(3, [2, 1], [2, 4]), table(errors)).order).toEqual([1, 2, 0]);
});

test('a label that left early is compared with the winner on the samples they share', () => {
  // The samples get harder: by its own mean the label that left would look best of all.
  const errors = [
    [2, 2, 10, 10],
    [1, 1, 9, 9],
    [3, 3, 0, 0],
  ];
  const outcome = run(staged(3, [2, 1], [2, 4], { temperature: 0.5 }), table(errors));
  expect(outcome.order).toEqual([1, 0, 2]);
  expect(outcome.labels.map((label) => label.error)).toEqual([6, 5, 3]);
  const weights = [Math.exp(-1 / 0.5), 1, Math.exp(-2 / 0.5)];
  const total = weights[0]! + weights[1]! + weights[2]!;
  outcome.labels.forEach((label, i) => {
    expect(label.probability).toBeCloseTo(weights[i]! / total, 12);
  });
});

test('the score is log prior minus error over the temperature, from the leader on', () => {
  const labels = [Math.log(0.9), Math.log(0.1)].map((logPrior) => ({ rows: 1, logPrior }));
  const outcome = run(options(2, { labels, temperature: 0.25 }), table([[1.5], [1]]));
  expect(outcome.labels[1]!.score - outcome.labels[0]!.score).toBeCloseTo(
    Math.log(0.1) - Math.log(0.9) + 0.5 / 0.25,
    12,
  );
  expect(outcome.labels[0]!.probability).toBeCloseTo(0.9 / (0.9 + 0.1 * Math.exp(2)), 12);
});

test('priors move the winner, and who is eliminated', () => {
  const labels = [0.01, 0.01, 0.98].map((weight) => ({ rows: 1, logPrior: Math.log(weight) }));
  const errors = table([[1.0], [1.1], [1.2]]);
  const sharp = run(staged(3, [2, 1], [4, 8], { labels, temperature: 0.01 }), errors);
  expect(sharp.order).toEqual([0, 1, 2]);
  const flat = run(staged(3, [2, 1], [4, 8], { labels, temperature: 1 }), errors);
  expect(flat.order).toEqual([2, 0, 1]);
  expect(flat.labels.map((label) => label.samples)).toEqual([8, 4, 8]);
});

test('before the first sample the priors stand', () => {
  const labels = [0.2, 0.8].map((weight) => ({ rows: 1, logPrior: Math.log(weight) }));
  const outcome = new Race(options(2, { labels, temperature: 1 })).outcome();
  expect(outcome.order).toEqual([1, 0]);
  expect(outcome.labels.map((label) => label.probability)).toEqual([
    expect.closeTo(0.2, 12),
    expect.closeTo(0.8, 12),
  ]);
  expect(outcome.labels.map(({ error, samples }) => ({ error, samples }))).toEqual([
    { error: 0, samples: 0 },
    { error: 0, samples: 0 },
  ]);
  expect(outcome).toMatchObject({ evaluations: 0, samples: [], errors: [[], []] });
});

test('a tie goes to the label given first', () => {
  expect(run(options(3), table([[2], [1], [1]])).order).toEqual([1, 2, 0]);
});

test('keeping more than there are keeps all', () => {
  const errors = table([[2], [1]]);
  const outcome = run(staged(2, [50, 10, 1], [2, 4, 6]), errors);
  expect(outcome).toEqual(run(options(2, { samples: 6 }), errors));
});

test('a single label wins with certainty', () => {
  const outcome = run(options(1, { temperature: 0.1 }), table([[5]]));
  expect(outcome.labels).toEqual([
    { error: 5, samples: 8, margin: 0, score: 0, probability: 1, inRace: true },
  ]);
});

const twoPrompts = [
  { rows: 2, logPrior: 0 },
  { rows: 2, logPrior: 0 },
];

test('several prompts, best: the label has the error of its best prompt', () => {
  const errors = table([[1, 3], [9], [3], [3]]);
  const outcome = run(options(2, { labels: twoPrompts, samples: 4 }), errors);
  expect(outcome.order).toEqual([0, 1]);
  expect(outcome.labels.map((label) => label.error)).toEqual([2, 3]);
  expect(outcome.errors[0]).toEqual([1, 3, 1, 3]);
  expect(outcome.evaluations).toBe(16);
});

test('several prompts, mean: the label has the mean over its prompts', () => {
  const errors = table([[1, 3], [9], [3], [3]]);
  const outcome = run(options(2, { labels: twoPrompts, samples: 4, prompts: 'mean' }), errors);
  expect(outcome.order).toEqual([1, 0]);
  expect(outcome.labels.map((label) => label.error)).toEqual([5.5, 3]);
  expect(outcome.errors[0]).toEqual([5, 6, 5, 6]);
});

test('product: a label stays or leaves with all its prompts', () => {
  const errors = table([[1], [9], [2], [2]]);
  const race = new Race(staged(2, [2, 1], [2, 4], { labels: twoPrompts }));
  const seen: number[][] = [];
  for (let plan = race.next(8); plan; plan = race.next(8)) {
    seen.push(plan.rows);
    race.record(plan, evaluate(plan, errors));
  }
  expect(seen).toEqual([
    [0, 1, 2, 3],
    [0, 1, 2, 3],
  ]);
});

test('official: prompts leave one by one, and the label of the last one wins', () => {
  // Of label 0 one prompt is best of all and one is worst; label 1 has the two between.
  const race = new Race(
    staged(2, [3, 2, 1], [2, 4, 8], { labels: twoPrompts, sampleSet: 'official' }),
  );
  const seen: number[][] = [];
  for (let plan = race.next(100); plan; plan = race.next(100)) {
    seen.push(plan.rows);
    race.record(plan, evaluate(plan, table([[1], [9], [3], [2]])));
  }
  expect(seen).toEqual([
    [0, 1, 2, 3],
    [0, 2, 3],
    [0, 3],
  ]);
  const outcome = race.outcome();
  expect(outcome.order).toEqual([0, 1]);
  expect(outcome.labels.map((label) => label.error)).toEqual([1, 2]);
  expect(outcome.labels.map((label) => label.inRace)).toEqual([true, false]);
});

test('official: a label has the samples of its prompt that stayed longest', () => {
  const labels = [
    { rows: 1, logPrior: 0 },
    { rows: 2, logPrior: 0 },
  ];
  // Prompt 1 starts badly and would be the best of label 1 over its few samples alone: 2 outlives it.
  const errors = table([[1], [4], [2, 2, 6, 6]]);
  const outcome = run(staged(2, [2, 1], [2, 4], { labels, sampleSet: 'official' }), errors);
  expect(outcome.labels[1]).toMatchObject({ samples: outcome.samples.length, inRace: false });
  expect(outcome.errors[1]).not.toContain(null);
});

interface Golden {
  case: { timesteps: number; stages: number[]; keep: number[]; rows: number };
  stages: { timesteps: number[]; remaining: number[] }[];
  winner: number;
}

for (const golden of goldenJson<Golden[]>('official-stages.json')) {
  const { timesteps, stages, keep, rows } = golden.case;
  test(`official race as the official code's: ${stages} of ${timesteps}, keep ${keep}`, () => {
    const race = new Race(
      staged(rows, keep, stages, { sampleSet: 'official', timesteps, band: [0, timesteps] }),
    );
    let remaining = Array.from({ length: rows }, (_, row) => row);
    for (const stage of golden.stages) {
      // A plan never reaches beyond its stage, so one that is large enough is the whole stage.
      if (stage.timesteps.length > 0) {
        const plan = race.next(1e6)!;
        expect(plan.rows).toEqual(remaining);
        expect(plan.samples.map((sample) => sample.timestep)).toEqual(stage.timesteps);
        race.record(
          plan,
          evaluate(plan, (row, { timestep: t }) => officialError(row, t)),
        );
      }
      remaining = stage.remaining;
    }
    expect(race.next(1)).toBeUndefined();
    expect(race.outcome().order[0]).toBe(golden.winner);
    expect(race.outcome().evaluations).toBe(race.plannedEvaluations);
  });
}

/** As in make_official_stages.py. */
function officialError(row: number, timestep: number): number {
  return ((row * 7919 + timestep * 104729 + row * timestep * 31) % 65536) / 65536;
}

test('the paper counts: evaluations an image', () => {
  const planned = (labels: number, keep: number[], stages: number[]) =>
    new Race(staged(labels, keep, stages, { sampleSet: 'official', timesteps: 1000 }))
      .plannedEvaluations;
  expect(planned(10, [5, 1], [50, 500])).toBe(2750);
  expect(planned(10, [5, 1], [100, 500])).toBe(3000);
  expect(planned(37, [5, 1], [25, 250])).toBe(37 * 25 + 5 * 225);
});

test('plannedEvaluations is an upper bound where labels have unequal numbers of prompts', () => {
  const labels = [1, 5, 2].map((rows) => ({ rows, logPrior: 0 }));
  const given = staged(3, [2, 1], [2, 4], { labels });
  expect(new Race(given).plannedEvaluations).toBe(8 * 2 + 7 * 2);
  expect(run(given, (row) => row).evaluations).toBe(8 * 2 + 6 * 2);
});

test('a plan is about as large as asked for, and the same until it is recorded', () => {
  const race = new Race(staged(4, [2, 1], [3, 6]));
  expect(shape(race.next(1))).toEqual([[0, 1, 2, 3], [0]]);
  expect(shape(race.next(11))).toEqual([
    [0, 1, 2, 3],
    [0, 1],
  ]);
  expect(race.next(11)).toEqual(race.next(11));
  expect(shape(race.next(1e9))).toEqual([
    [0, 1, 2, 3],
    [0, 1, 2],
  ]);
});

test('a plan may be recorded in parts: the rest comes next, and no standing is unfair meanwhile', () => {
  const race = new Race(options(3, { samples: 4 }));
  const plan = race.next(6)!;
  expect(shape(plan)).toEqual([
    [0, 1, 2],
    [0, 1],
  ]);
  race.record({ ...plan, rows: [1] }, [[5, 5]]);
  expect(race.outcome()).toMatchObject({ order: [0, 1, 2], evaluations: 2, samples: [] });
  expect(shape(race.next(100))).toEqual([
    [0, 2],
    [0, 1],
  ]);
  race.record({ rows: [0], samples: plan.samples }, [[7, 7]]);
  race.record({ rows: [2], samples: plan.samples.slice(0, 1) }, [[6]]);
  expect(race.outcome()).toMatchObject({ order: [1, 2, 0], evaluations: 5 });
  expect(race.outcome().labels.map((label) => label.samples)).toEqual([1, 1, 1]);
  expect(shape(race.next(100))).toEqual([[2], [1]]);
});

test('what was not planned is not recorded', () => {
  const race = new Race(options(2));
  const plan = race.next(2)!;
  expect(() => race.record(plan, [[1]])).toThrow('Row 1 needs 1 errors');
  race.record(plan, [[1], [1]]);
  expect(() => race.record(plan, [[1], [1]])).toThrow('out of order');
  expect(race.outcome().evaluations).toBe(2);
});

test.each([Number.NaN, Number.POSITIVE_INFINITY])(
  'an error of %f is the fault of the model',
  (error) => {
    const race = new Race(options(2, { band: [7, 8] }));
    const plan = race.next(2)!;
    expect(() => race.record(plan, [[1], [error]])).toThrow(Failure);
    expect(() => race.record(plan, [[1], [error]])).toThrow('timestep 7');
    expect(race.outcome().evaluations).toBe(0);
  },
);

test('100,000 labels are no problem', () => {
  const outcome = run(staged(100_000, [10, 1], [1, 2]), (row) => 1 / (row + 1), 1e6);
  expect(outcome.order[0]).toBe(99_999);
});

function shape(plan: EvaluationPlan | undefined): number[][] {
  return [plan!.rows, plan!.samples.map((sample) => sample.index)];
}

function evaluate(plan: EvaluationPlan, errors: Parameters<typeof run>[1]): number[][] {
  return plan.rows.map((row) => plan.samples.map((sample) => errors(row, sample)));
}

test('a margin is taken on the samples that a label shares with the winner', () => {
  const errors = table([
    [1, 1, 9, 9],
    [1.5, 1.5, 9.5, 9.5],
    [2, 4, 0, 0],
  ]);
  const outcome = run(staged(3, [2, 1], [2, 4]), errors);
  expect(outcome.labels.map(({ margin }) => margin)).toEqual([0, 0.5, 2]);
});

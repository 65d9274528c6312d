import { Race, type RaceOptions, type RaceOutcome, type Sample } from '../../../server/src/method';

/** The error of a row at a sample: a denoiser for tests. */
export type ErrorTable = (row: number, sample: Sample) => number;

/** Options of a race between labels of one prompt each, without elimination or temperature. */
export function options(labels: number, changes: Partial<RaceOptions> = {}): RaceOptions {
  return {
    labels: Array.from({ length: labels }, () => ({ rows: 1, logPrior: 0 })),
    sampleSet: 'product',
    samples: 8,
    elimination: 'none',
    keep: [1],
    stages: [8],
    prompts: 'best',
    temperature: null,
    seed: 0,
    timesteps: 100,
    band: [0, 100],
    ...changes,
  };
}

export function staged(
  labels: number,
  keep: number[],
  stages: number[],
  changes: Partial<RaceOptions> = {},
): RaceOptions {
  return options(labels, { elimination: 'staged', keep, stages, ...changes });
}

type Racing = NonNullable<RaceOptions['racing']>;

/** Options of an exact race on a grid of `samples`, with differences of 1 at most. */
export function racing(
  labels: number,
  samples: number,
  rules: Partial<Racing> = {},
  changes: Partial<RaceOptions> = {},
): RaceOptions {
  return options(labels, {
    samples,
    elimination: 'racing',
    keep: [],
    stages: [],
    racing: {
      kind: 'exact',
      delta: 0.05,
      minimum: 2,
      maximum: samples,
      undecided: 'grid',
      bound: 1,
      ...rules,
    },
    ...changes,
  });
}

/** Runs a race to its end in batches; `watch` sees the standing after each. */
export function run(
  given: RaceOptions,
  table: ErrorTable,
  batch = 16,
  watch?: (standing: RaceOutcome) => void,
): RaceOutcome {
  const race = new Race(given);
  for (let plan = race.next(batch); plan; plan = race.next(batch)) {
    const { rows, samples } = plan;
    race.record(
      plan,
      rows.map((row) => samples.map((sample) => table(row, sample))),
    );
    watch?.(race.outcome());
  }
  return race.outcome();
}

/** Errors by row and index of sample. */
export function table(errors: readonly (readonly number[])[]): ErrorTable {
  return (row, sample) => errors[row]![sample.index % errors[row]!.length]!;
}

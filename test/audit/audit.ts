import { Race, type RaceOptions } from '../../server/src/method';
import { drawErrors, type Errors, Random, type Regime } from './regimes';

type Racing = NonNullable<RaceOptions['racing']>;

/** A rule under audit. */
export type Rule = Pick<Racing, 'kind' | 'minimum'>;

/** What a rule did in all races of a regime. */
export interface Figures {
  rule: Rule;
  /** Races in which the winner on the whole grid left. */
  wrong: number;
  /** Mean over the races, as a share of the whole grid for every label. */
  evaluations: number;
}

/** δ of every race. */
export const delta = 0.05;

const labels = 10;

/** Races on images of a regime, each with errors and an order of its own, the same for every rule. */
export function audit(
  regime: Regime,
  { races, grid, rules }: { races: number; grid: number; rules: readonly Rule[] },
): Figures[] {
  const random = new Random(0);
  const figures = rules.map((rule): Figures => ({ rule, wrong: 0, evaluations: 0 }));
  for (let seed = 0; seed < races; seed++) {
    const errors = drawErrors(regime, random, labels, grid);
    const bound = largestDifference(errors);
    for (const figure of figures) {
      const { winner, evaluations } = race(errors, { ...figure.rule, bound }, seed);
      if (winner !== 0) figure.wrong++;
      figure.evaluations += evaluations / (races * grid * labels);
    }
  }
  return figures;
}

/** One race, in the order of its seed. Undecided ones go on to the whole grid, where label 0 wins. */
function race(
  errors: Errors,
  rule: Rule & Pick<Racing, 'bound'>,
  seed: number,
): { winner: number; evaluations: number } {
  const grid = errors[0]!.length;
  const race = new Race({
    labels: errors.map(() => ({ rows: 1, logPrior: 0 })),
    sampleSet: 'product',
    samples: grid,
    elimination: 'racing',
    racing: { ...rule, delta, maximum: grid, undecided: 'grid' },
    keep: [],
    stages: [],
    prompts: 'best',
    temperature: null,
    seed,
    timesteps: grid,
    band: [0, grid],
  });
  for (let plan = race.next(Infinity); plan; plan = race.next(Infinity)) {
    const { rows, samples } = plan;
    race.record(
      plan,
      rows.map((row) => samples.map(({ timestep }) => errors[row]![timestep]!)),
    );
  }
  const { order, evaluations } = race.outcome();
  return { winner: order[0]!, evaluations };
}

/** The smallest bound that could be declared for these errors: the hardest case for the promise. */
function largestDifference(errors: Errors): number {
  return errors[0]!.reduce((largest, _, sample) => {
    const values = errors.map((row) => row[sample]!);
    return Math.max(largest, Math.max(...values) - Math.min(...values));
  }, 0);
}

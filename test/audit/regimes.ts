import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Errors of one image: [label][sample of the grid]. */
export type Errors = number[][];

/** A kind of image for which the winner on the whole grid is hard to tell. */
export interface Regime {
  name: string;
  /** By how much label 0 wins on the whole grid, in standard deviations of an error; 0: only just. */
  gap: number;
  /** Whether the approximate rule is meant for it: no few samples carry all of the difference. */
  isWellBehaved: boolean;
  /** An error, given its place in the grid in 0..1, before the means of the labels are set. */
  draw: (random: Random, place: number, label: number) => number;
}

/** A source of randomness with a seed. */
export class Random {
  private readonly generator;

  constructor(seed: number) {
    this.generator = xoroshiro128plus(seed);
  }

  /** In (0, 1]. */
  uniform(): number {
    return ((this.generator.next() >>> 0) + 1) / 0x1_0000_0000;
  }

  normal(): number {
    return Math.sqrt(-2 * Math.log(this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
  }
}

/** Share of the samples that carry the signal where it is sparse. */
const share = 0.05;

export const regimes: readonly Regime[] = [
  { name: 'ties', gap: 0, isWellBehaved: true, draw: (random) => random.normal() },
  { name: 'small gaps', gap: 0.05, isWellBehaved: true, draw: (random) => random.normal() },
  {
    name: 'heteroscedastic',
    gap: 0,
    isWellBehaved: true,
    // As over timesteps: deviations fall tenfold, and who is ahead changes on the way.
    draw: (random, place, label) =>
      10 ** -place * (random.normal() + (label === 0 ? 0.5 - place : 0)),
  },
  {
    name: 'sparse',
    gap: 0,
    isWellBehaved: false,
    draw: (random) => (random.uniform() < share ? random.normal() : 0.001 * random.normal()),
  },
  {
    name: 'sparse, one-sided',
    gap: 0,
    isWellBehaved: false,
    // Label 0 is a little worse in most samples and far better in a few.
    draw: (random, _, label) =>
      label === 0 && random.uniform() < share ? -1 : 0.02 * random.normal(),
  },
  {
    name: 'heavy tails',
    gap: 0,
    isWellBehaved: false,
    // Student's t with 2 degrees of freedom: without variance, but that a grid is finite.
    draw: (random) => random.normal() / Math.sqrt(-Math.log(random.uniform())),
  },
];

/** The errors of one image. On the whole grid label 0 wins by the gap, and the others tie. */
export function drawErrors(
  { draw, gap }: Regime,
  random: Random,
  labels: number,
  grid: number,
): Errors {
  return Array.from({ length: labels }, (_, label) => {
    const errors = Array.from({ length: grid }, (_, i) => draw(random, i / grid, label));
    const mean = errors.reduce((sum, error) => sum + error, 0) / grid;
    const variance = errors.reduce((sum, error) => sum + (error - mean) ** 2, 0) / grid;
    // A lead above rounding makes label 0 the winner of a tie.
    const lead = label === 0 ? Math.max(gap, 1e-9) * Math.sqrt(variance) : 0;
    return errors.map((error) => error - mean - lead);
  });
}

import { officialGrid, type Sample } from './sampleSet';

/** A timestep and the noise row it is tried with. */
export type TimestepSample = Pick<Sample, 'timestep' | 'noiseRow'>;

/** A way of choosing the timesteps of N samples, as section 3.1 of the paper compares them. */
export interface TimestepStrategy {
  /** As in the paper's figure: its timesteps, or how they follow from N. */
  name: string;
  /**
   * The N samples, N ≥ 1. Undefined where the strategy has none: fewer than its timesteps, or more
   * than the timesteps there are. Sample sets of a fixed set of timesteps are nested in N.
   */
  samples(count: number): TimestepSample[] | undefined;
}

/**
 * Binds noise to timesteps: where a timestep is used for the k-th time (from 0) its row is k·T + t,
 * as in the product sample set. So strategies that use a timestep share its errors.
 */
function withNoise(timesteps: readonly number[], count: number, T: number): TimestepSample[] {
  return Array.from({ length: count }, (_, index) => {
    const timestep = timesteps[index % timesteps.length]!;
    const use = Math.floor(index / timesteps.length);
    return { timestep, noiseRow: use * T + timestep };
  });
}

/** Always these timesteps in turn, with new noises in every round. */
function fixed(name: string, timesteps: readonly number[], T: number): TimestepStrategy {
  return {
    name,
    samples: (count) => (count < timesteps.length ? undefined : withNoise(timesteps, count, T)),
  };
}

/** One noise at each of N timesteps that depend on N, up to `most` of them. */
function growing(
  name: string,
  timesteps: (count: number) => readonly number[],
  T: number,
  most: number,
): TimestepStrategy {
  return {
    name,
    samples: (count) => (count > most ? undefined : withNoise(timesteps(count), count, T)),
  };
}

function consecutive(from: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => from + index);
}

/**
 * The strategies of the paper's section 3.1 for T timesteps (2 or more). With T = 1000: "0"; "500";
 * "1000", which is the last timestep, 999; "0, 500, 1000"; "475, 500, 525"; "even 5" (100, 300, ...);
 * "even 10" (50, 150, ...), all with more and more noises at the same timesteps; then, with one noise
 * at each timestep, "even N", the grid of the official code, and "consecutive N" around 500. With
 * another T, or within a `band` of them (from the first up to but without the second, at least 2),
 * they lie in the same proportions. Where timesteps of a strategy fall together, because there are so few, it is left out.
 */
export function timestepStrategies(
  T: number,
  [from, to]: readonly [number, number] = [0, T],
): TimestepStrategy[] {
  const width = to - from;
  const middle = from + Math.floor(width / 2);
  const near = Math.max(1, Math.round(width / 40));
  const [low, high] = [middle - near, middle + near];
  const even = (count: number) => officialGrid(width, count).map((offset) => from + offset);
  const sets: [name: string, timesteps: number[]][] = [
    [`${from}`, [from]],
    [`${middle}`, [middle]],
    [`${to}`, [to - 1]],
    [`${from}, ${middle}, ${to}`, [from, middle, to - 1]],
    [`${low}, ${middle}, ${high}`, [low, middle, high]],
    ['even 5', even(5)],
    ['even 10', even(10)],
  ];
  const areDistinct = (timesteps: number[]) =>
    new Set(timesteps).size === timesteps.length && timesteps.every((t) => t >= from && t < to);
  return [
    ...sets
      .filter(([, timesteps]) => areDistinct(timesteps))
      .map(([name, timesteps]) => fixed(name, timesteps, T)),
    growing('even N', even, T, width),
    growing(
      'consecutive N',
      (count) => consecutive(middle - Math.floor(count / 2), count),
      T,
      width,
    ),
  ];
}

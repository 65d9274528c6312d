import { rowSeed } from './rowSeed';
import { TorchGenerator, torchRandperm } from './torchRandom';

/** A timestep and a noise row that every label is tried with: one term of the Monte Carlo estimate. */
export interface Sample {
  /** Position in the sample set, in order of evaluation. */
  index: number;
  /** t in 0..T-1. */
  timestep: number;
  /** Row of the noise source. */
  noiseRow: number;
}

export interface ProductSampleSet {
  /** T. */
  timesteps: number;
  /** Timesteps used, from the first up to but without the second. */
  band: readonly [number, number];
  /** Whole number in 0..2^32-1; fixes the order. */
  seed: number;
}

/** The seeds of orders are rows from the top down, where no row of noise is ever drawn. */
const lastRow = 0xffff_ffff;

/**
 * The first `count` samples of the product sample set: rounds through every timestep of the band,
 * each round in an order of its own, `torch.randperm` seeded with `rowSeed(seed, 2^32 − 1 − round)`.
 * The noise row of a sample is round·T + t. So sample i depends on the set and on i alone: every
 * shorter budget is a prefix of every longer one, and what is computed once holds for ever.
 */
export function productSamples(set: ProductSampleSet & { count: number }): Sample[] {
  const { timesteps, band, seed, count } = set;
  const samples: Sample[] = [];
  for (let round = 0; samples.length < count; round++) {
    const generator = new TorchGenerator(rowSeed(seed, lastRow - round));
    const order = torchRandperm(generator, band[1] - band[0]);
    for (const offset of order.slice(0, count - samples.length)) {
      const timestep = band[0] + offset;
      samples.push({ index: samples.length, timestep, noiseRow: round * timesteps + timestep });
    }
  }
  return samples;
}

/**
 * The same samples in an order that is uniformly random over all of them, as sampling without
 * replacement needs: within one round they have it already; more rounds are shuffled together.
 * Errors go by timestep and noise row, so both orders share what has been computed.
 */
export function shuffledSamples(set: ProductSampleSet & { count: number }): Sample[] {
  const samples = productSamples(set);
  const rounds = Math.ceil(set.count / (set.band[1] - set.band[0]));
  if (rounds <= 1) return samples;
  const generator = new TorchGenerator(rowSeed(set.seed, lastRow - rounds));
  return torchRandperm(generator, set.count).map((from, index) => ({ ...samples[from]!, index }));
}

/**
 * The evenly spaced timesteps of the official code for `largest` samples at most (1..T):
 * `range(T // largest // 2, T, T // largest)[:largest]`.
 */
export function officialGrid(timesteps: number, largest: number): number[] {
  const step = Math.floor(timesteps / largest);
  const start = Math.floor(step / 2);
  return Array.from({ length: largest }, (_, index) => start + index * step);
}

/**
 * The timesteps of a stage with `count` samples (1..grid.length), seen before or not:
 * `grid[len(grid) // count // 2 :: len(grid) // count][:count]`. Stages are not nested.
 */
export function officialStage(grid: readonly number[], count: number): number[] {
  return officialGrid(grid.length, count).map((index) => grid[index]!);
}

/**
 * The samples of the official code under the stages given (strictly increasing, none above T):
 * in every stage the timesteps not met before. Noise rows follow this order of evaluation, so a
 * timestep has another noise under other stages. `ends[j]` is the number of samples after stage j.
 */
export function officialSamples(
  timesteps: number,
  stages: readonly number[],
): { samples: Sample[]; ends: number[] } {
  const grid = officialGrid(timesteps, Math.max(...stages));
  const visited = new Set<number>();
  const ends = stages.map((count) => {
    for (const timestep of officialStage(grid, count)) visited.add(timestep);
    return visited.size;
  });
  const samples = [...visited].map((timestep, index) => ({ index, timestep, noiseRow: index }));
  return { samples, ends };
}

import { officialStage, TorchGenerator } from '../../../server/src/method';
import { torchRandperm } from '../../../server/src/method/torchRandom';

/** In which order a race visits the samples of a grid: sample i of the race is the order[i]-th recorded. */
export type Order = readonly number[];

/** As recorded first (the product's own, seed 0), then random ones. */
export function randomOrders(grid: number, count: number): Order[] {
  const recorded = Array.from({ length: grid }, (_, index) => index);
  return [
    recorded,
    ...Array.from({ length: count - 1 }, (_, seed) =>
      torchRandperm(new TorchGenerator(seed + 1), grid),
    ),
  ];
}

/** The grid as the official code walks it: the even timesteps of its first stage, then the others. */
export function officialOrder(timesteps: readonly number[], firstStage: number): Order {
  const byTimestep = [...timesteps.keys()].sort((a, b) => timesteps[a]! - timesteps[b]!);
  const first = officialStage(byTimestep, firstStage);
  const visited = new Set(first);
  return [...first, ...byTimestep.filter((index) => !visited.has(index))];
}

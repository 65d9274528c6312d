import { TorchGenerator } from '../../../server/src/method';
import { torchRandperm } from '../../../server/src/method/torchRandom';
import type { Order } from './orders';
import type { Recorded } from './recordedErrors';

/** Another way to use the same recorded errors: how each counts, and in which orders they are visited. */
export interface SampleVariant {
  name: string;
  /** By which the errors at each sample are multiplied; their mean over the grid is one. */
  weights: readonly number[];
  orders: readonly Order[];
}

/** Weights are constant within so many equal parts of the band: enough, as they change slowly with t. */
const parts = 6;

/**
 * Everything that was tried on the samples.
 *
 * @param fit Images that the weights are fitted on.
 */
export function sampleVariants(
  { timesteps }: Recorded,
  orders: readonly Order[],
  fit: Recorded,
): SampleVariant[] {
  const even = timesteps.map(() => 1);
  const statistics = partStatistics(fit);
  const weighted = (name: string, weight: (part: PartStatistics) => number): SampleVariant => {
    const raw = timesteps.map((timestep) => weight(statistics[partOf(timestep, fit)]!));
    const mean = raw.reduce((sum, value) => sum + value, 0) / raw.length;
    return { name, weights: raw.map((value) => value / mean), orders };
  };
  const within = (from: number, to: number): SampleVariant => ({
    name: `timesteps ${from} to ${to} only`,
    weights: even,
    orders: orders.map((order) =>
      order.filter((index) => timesteps[index]! >= from && timesteps[index]! < to),
    ),
  });
  return [
    { name: 'as they are', weights: even, orders },
    weighted('weights 1 / error', ({ error }) => 1 / error),
    weighted('weights 1 / √error', ({ error }) => 1 / Math.sqrt(error)),
    weighted('weights 1 / deviation of differences', ({ deviation }) => 1 / deviation),
    weighted('weights gap / variance of differences', ({ gap, deviation }) => gap / deviation ** 2),
    within(200, 700),
    within(300, 700),
    within(350, 650),
    {
      name: 'stratified order (van der Corput)',
      weights: even,
      orders: orders.map((_, seed) => stratifiedOrder(timesteps, seed)),
    },
  ];
}

interface PartStatistics {
  /** Mean error. */
  error: number;
  /** Root mean square, within images, of the difference to the true label about its mean. */
  deviation: number;
  /** Mean difference of the other labels to the true one. */
  gap: number;
}

function partOf(timestep: number, { timesteps }: Recorded): number {
  const [from, to] = [Math.min(...timesteps), Math.max(...timesteps) + 1];
  const part = Math.floor((parts * (timestep - from)) / (to - from));
  return Math.min(parts - 1, Math.max(0, part));
}

function partStatistics(fit: Recorded): PartStatistics[] {
  return Array.from({ length: parts }, (_, part) => {
    const samples = [...fit.timesteps.keys()].filter(
      (i) => partOf(fit.timesteps[i]!, fit) === part,
    );
    let [error, gap, squares, count] = [0, 0, 0, 0];
    for (const { errors, truth } of fit.images) {
      for (const row of errors) {
        const differences = samples.map((sample) => row[sample]! - errors[truth]![sample]!);
        const mean = differences.reduce((sum, value) => sum + value, 0) / samples.length;
        error += samples.reduce((sum, sample) => sum + row[sample]!, 0) / samples.length;
        gap += mean;
        squares +=
          differences.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (samples.length - 1);
        count++;
      }
    }
    return { error: error / count, gap: gap / count, deviation: Math.sqrt(squares / count) };
  });
}

/**
 * Every prefix is spread evenly over the timesteps: the points of van der Corput's sequence, shifted
 * by a random number, each taking the nearest timestep that is still free.
 */
export function stratifiedOrder(timesteps: readonly number[], seed: number): Order {
  const generator = new TorchGenerator(seed + 1_000);
  const shift = generator.uniform24();
  const free = torchRandperm(generator, timesteps.length).sort(
    (a, b) => timesteps[a]! - timesteps[b]!,
  );
  const ranks = free.map((_, rank) => (rank + 0.5) / timesteps.length);
  return timesteps.map((_, index) => {
    const point = (radicalInverse(index) + shift) % 1;
    const distances = ranks.map((rank) => Math.abs(rank - point));
    const nearest = distances.indexOf(Math.min(...distances));
    ranks.splice(nearest, 1);
    return free.splice(nearest, 1)[0]!;
  });
}

/** The binary digits of a whole number, mirrored at the point. */
function radicalInverse(index: number): number {
  let value = 0;
  for (let digit = 0.5; index > 0; digit /= 2, index = Math.floor(index / 2)) {
    value += digit * (index % 2);
  }
  return value;
}

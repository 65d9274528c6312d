import { type Order, officialOrder, randomOrders } from './orders';
import type { Recorded } from './recordedErrors';
import type { Rule } from './replay';

export interface Contender {
  name: string;
  /** What kind of rule it is: a colour of the chart, a part of the table. */
  family: 'full grid' | 'official stages' | 'stages' | 'fixed' | 'racing' | 'exact racing';
  rule: Rule;
  orders: readonly Order[];
}

/** Fixed budgets, in samples for every label. */
const fixed = [8, 12, 16, 24, 32, 48, 64, 96];

/** Schedules: keep, stages. */
const schedules: [number[], number[]][] = [
  [
    [5, 2, 1],
    [6, 12, 48],
  ],
  [
    [5, 2, 1],
    [8, 16, 64],
  ],
  [
    [5, 2, 1],
    [12, 24, 96],
  ],
  [
    [5, 1],
    [25, 250],
  ],
];

/** Approximate races: grid, δ, least samples. */
const approximate: [number, number, number][] = [
  [48, 0.05, 8],
  [64, 0.05, 8],
  [96, 0.05, 4],
  [96, 0.05, 8],
  [96, 0.05, 16],
  [96, 0.2, 8],
  [128, 0.05, 8],
  [128, 0.2, 8],
  [250, 0.05, 8],
  [250, 0.05, 16],
  [250, 0.1, 8],
  [250, 0.2, 8],
];

/**
 * Every rule that is judged, on a grid of 250.
 *
 * @param bound of the differences between two labels at a sample, for exact racing.
 */
export function contenders({ timesteps }: Recorded, count: number, bound: number): Contender[] {
  const grid = timesteps.length;
  const orders = randomOrders(grid, count);
  const official: [number, number] = [Math.round(grid / 10), grid];
  return [
    {
      name: 'full grid',
      family: 'full grid',
      rule: { samples: grid, elimination: 'none' },
      orders: orders.slice(0, 1),
    },
    {
      name: `official stages (${official.join(', ')}) keep 5, 1`,
      family: 'official stages',
      rule: { samples: grid, elimination: 'staged', keep: [5, 1], stages: official },
      orders: [officialOrder(timesteps, official[0])],
    },
    ...schedules
      .filter(([, stages]) => stages.at(-1)! <= grid)
      .map(([keep, stages]): Contender => {
        const rule: Rule = { samples: grid, elimination: 'staged', keep, stages };
        return {
          name: `stages (${stages.join(', ')}) keep ${keep.join(', ')}`,
          family: 'stages',
          rule,
          orders,
        };
      }),
    ...fixed
      .filter((samples) => samples < grid)
      .map((samples): Contender => {
        return {
          name: `${samples} samples`,
          family: 'fixed',
          rule: { samples, elimination: 'none' },
          orders,
        };
      }),
    ...approximate
      .filter(([samples]) => samples <= grid)
      .map(([samples, delta, minimum]): Contender => {
        const rule = race(samples, { kind: 'approximate', delta, minimum, bound: null });
        const name = `racing, grid ${samples}, δ ${delta}, at least ${minimum}`;
        return { name, family: 'racing', rule, orders };
      }),
    ...[96, grid].map((samples): Contender => {
      const rule = race(samples, { kind: 'exact', delta: 0.05, minimum: 4, bound });
      return {
        name: `exact racing, grid ${samples}, δ 0.05`,
        family: 'exact racing',
        rule,
        orders,
      };
    }),
  ];
}

type Racing = NonNullable<Rule['racing']>;

/** The rules under which samples are compared. */
export const sampleRules: { name: string; rule: Rule }[] = [
  { name: '12 samples', rule: { samples: 12, elimination: 'none' } },
  { name: '24 samples', rule: { samples: 24, elimination: 'none' } },
  { name: '48 samples', rule: { samples: 48, elimination: 'none' } },
  {
    name: 'racing, grid 96, δ 0.05, at least 8',
    rule: race(96, { kind: 'approximate', delta: 0.05, minimum: 8, bound: null }),
  },
];

function race(grid: number, options: Omit<Racing, 'maximum' | 'undecided'>): Rule {
  const racing: Racing = { ...options, maximum: grid, undecided: 'leader' };
  return { samples: grid, elimination: 'racing', racing };
}

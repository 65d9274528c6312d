import fc from 'fast-check';
import { expect, test } from 'vitest';
import { timestepStrategies } from '../../../server/src/method';

/** The samples of a strategy as [timestep, noise row]. */
function samplesOf(name: string, count: number, T = 1000, band?: readonly [number, number]) {
  const strategy = timestepStrategies(T, band).find((one) => one.name === name);
  return strategy?.samples(count)?.map(({ timestep, noiseRow }) => [timestep, noiseRow]);
}

test('there are the strategies of the paper, and consecutive timesteps', () => {
  expect(timestepStrategies(1000).map(({ name }) => name)).toEqual([
    '0',
    '500',
    '1000',
    '0, 500, 1000',
    '475, 500, 525',
    'even 5',
    'even 10',
    'even N',
    'consecutive N',
  ]);
});

test('fixed timesteps get another noise in every round', () => {
  expect(samplesOf('0', 3)).toEqual([
    [0, 0],
    [0, 1000],
    [0, 2000],
  ]);
  expect(samplesOf('1000', 2)).toEqual([
    [999, 999],
    [999, 1999],
  ]);
  expect(samplesOf('0, 500, 1000', 5)).toEqual([
    [0, 0],
    [500, 500],
    [999, 999],
    [0, 1000],
    [500, 1500],
  ]);
  expect(samplesOf('475, 500, 525', 4)).toEqual([
    [475, 475],
    [500, 500],
    [525, 525],
    [475, 1475],
  ]);
  expect(samplesOf('even 5', 6)?.map(([t]) => t)).toEqual([100, 300, 500, 700, 900, 100]);
  expect(samplesOf('even 10', 10)?.map(([t]) => t)).toEqual([
    50, 150, 250, 350, 450, 550, 650, 750, 850, 950,
  ]);
});

test('a strategy has no fewer samples than timesteps', () => {
  expect(samplesOf('0, 500, 1000', 2)).toBeUndefined();
  expect(samplesOf('even 5', 4)).toBeUndefined();
  expect(samplesOf('even 10', 9)).toBeUndefined();
});

test('N even or consecutive timesteps get one noise each', () => {
  expect(samplesOf('even N', 1)).toEqual([[500, 500]]);
  expect(samplesOf('even N', 4)?.map(([t]) => t)).toEqual([125, 375, 625, 875]);
  expect(samplesOf('consecutive N', 1)).toEqual([[500, 500]]);
  expect(samplesOf('consecutive N', 4)?.map(([t]) => t)).toEqual([498, 499, 500, 501]);
  expect(samplesOf('consecutive N', 1000)?.map(([t]) => t)).toEqual([...Array(1000).keys()]);
  expect(samplesOf('even N', 1001)).toBeUndefined();
});

test('other schedules and bands are divided in the same proportions', () => {
  expect(timestepStrategies(40).map(({ name }) => name)).toContain('19, 20, 21');
  expect(samplesOf('0, 20, 40', 3, 40)?.map(([t]) => t)).toEqual([0, 20, 39]);
  expect(samplesOf('200, 500, 800', 3, 1000, [200, 800])).toEqual([
    [200, 200],
    [500, 500],
    [799, 799],
  ]);
  expect(samplesOf('485, 500, 515', 3, 1000, [200, 800])?.map(([t]) => t)).toEqual([485, 500, 515]);
  expect(samplesOf('even 5', 6, 1000, [200, 800])?.at(-1)).toEqual([260, 1260]);
});

test('of two timesteps, strategies that need more are left out', () => {
  expect(timestepStrategies(2).map(({ name }) => name)).toEqual([
    '0',
    '1',
    '2',
    'even N',
    'consecutive N',
  ]);
});

const bands = fc.tuple(fc.integer({ min: 2, max: 400 }), fc.nat(), fc.nat()).map(([T, a, b]) => {
  const from = a % (T - 1);
  return { T, band: [from, from + 2 + (b % (T - from - 1))] as const };
});

test('of any schedule and band, names and samples are distinct, and samples within the band', () => {
  fc.assert(
    fc.property(bands, fc.integer({ min: 1, max: 60 }), ({ T, band }, count) => {
      const strategies = timestepStrategies(T, band);
      expect(new Set(strategies.map(({ name }) => name)).size).toBe(strategies.length);
      for (const { samples } of strategies) {
        const own = samples(count);
        if (!own) continue;
        expect(own).toHaveLength(count);
        expect(new Set(own.map(({ noiseRow }) => noiseRow)).size).toBe(count);
        for (const { timestep, noiseRow } of own) {
          expect(noiseRow % T).toBe(timestep);
          expect(timestep).toBeGreaterThanOrEqual(band[0]);
          expect(timestep).toBeLessThan(band[1]);
        }
      }
    }),
  );
});

test('more noises at fixed timesteps are added to those before', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.nat(60), (count, more) => {
      for (const { name, samples } of timestepStrategies(1000)) {
        const few = samples(count);
        if (name === 'even N' || !few) continue;
        const many = samples(count + more)!;
        if (name === 'consecutive N') expect(many).toEqual(expect.arrayContaining(few));
        else expect(many.slice(0, count)).toEqual(few);
      }
    }),
  );
});

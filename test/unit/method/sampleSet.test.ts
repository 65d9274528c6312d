import fc from 'fast-check';
import { expect, test } from 'vitest';
import { officialGrid, officialStage, productSamples } from '../../../server/src/method';
import { officialSamples, shuffledSamples } from '../../../server/src/method/sampleSet';
import { goldenJson } from './golden';

const bands = fc
  .tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 60 }))
  .map(([from, width]) => [from, from + width] as const);
const seeds = fc.integer({ min: 0, max: 0xffff_ffff });

test('a shorter product budget is a prefix of every longer one', () => {
  fc.assert(
    fc.property(bands, seeds, fc.nat(200), fc.nat(200), (band, seed, short, more) => {
      const set = { timesteps: 120, band, seed };
      const long = productSamples({ ...set, count: short + more });
      expect(productSamples({ ...set, count: short })).toEqual(long.slice(0, short));
    }),
  );
});

test('every product round visits every timestep of the band once, with noise of its own', () => {
  fc.assert(
    fc.property(bands, seeds, (band, seed) => {
      const width = band[1] - band[0];
      const samples = productSamples({ timesteps: 120, band, seed, count: 3 * width });
      for (const round of [0, 1, 2]) {
        const timesteps = samples.slice(round * width, (round + 1) * width).map((s) => s.timestep);
        expect(timesteps.sort((a, b) => a - b)).toEqual(
          Array.from({ length: width }, (_, i) => band[0] + i),
        );
      }
      expect(new Set(samples.map((s) => s.noiseRow)).size).toBe(3 * width);
      for (const { noiseRow, timestep } of samples) expect(noiseRow % 120).toBe(timestep);
      expect(samples.map((s) => s.index)).toEqual([...samples.keys()]);
    }),
  );
});

test('the order depends on the seed and the round', () => {
  const set = { timesteps: 1000, band: [200, 800] as const, count: 1200 };
  const timesteps = productSamples({ ...set, seed: 0 }).map((s) => s.timestep);
  expect(timesteps).not.toEqual(productSamples({ ...set, seed: 1 }).map((s) => s.timestep));
  expect(timesteps.slice(0, 600)).not.toEqual(timesteps.slice(600));
});

test('the order of the default seed never changes: stored errors rest on it', () => {
  const samples = productSamples({ timesteps: 1000, band: [0, 1000], seed: 0, count: 1001 });
  expect([...samples.slice(0, 5), samples[1000]!].map((s) => [s.timestep, s.noiseRow])).toEqual([
    [438, 438],
    [874, 874],
    [17, 17],
    [519, 519],
    [916, 916],
    [328, 1328],
  ]);
});

test('official grids for 20 and 50 samples share no timestep', () => {
  const twenty = officialGrid(1000, 20);
  const fifty = new Set(officialGrid(1000, 50));
  expect(twenty.slice(0, 3)).toEqual([25, 75, 125]);
  expect(twenty.some((timestep) => fifty.has(timestep))).toBe(false);
});

test('an official stage takes evenly spaced places of the grid', () => {
  expect(officialStage(officialGrid(1000, 500), 50).slice(0, 3)).toEqual([11, 31, 51]);
  expect(officialStage([3, 5, 7], 3)).toEqual([3, 5, 7]);
});

test('the noise row of an official timestep depends on the stages', () => {
  const rowOf11 = (stages: number[]) =>
    officialSamples(1000, stages).samples.find(({ timestep }) => timestep === 11)?.noiseRow;
  expect(rowOf11([50, 500])).toBe(0);
  expect(rowOf11([500])).toBe(5);
});

interface Golden {
  case: { timesteps: number; stages: number[] };
  stages: { timesteps: number[] }[];
}

for (const { case: given, stages } of goldenJson<Golden[]>('official-stages.json')) {
  test(`official timesteps in order of evaluation: ${given.stages} of ${given.timesteps}`, () => {
    const { samples, ends } = officialSamples(given.timesteps, given.stages);
    const found = ends.map((end, stage) => samples.slice(ends[stage - 1] ?? 0, end));
    expect(found.map((stage) => stage.map((sample) => sample.timestep))).toEqual(
      stages.map((stage) => stage.timesteps),
    );
    expect(samples.map((sample) => sample.noiseRow)).toEqual([...samples.keys()]);
  });
}

test('shuffled samples are the same ones in one order over all rounds; a single round is as it was', () => {
  const counts = fc.integer({ min: 1, max: 200 });
  const key = ({ timestep, noiseRow }: { timestep: number; noiseRow: number }) =>
    noiseRow * 120 + timestep;
  fc.assert(
    fc.property(bands, seeds, counts, (band, seed, count) => {
      const set = { timesteps: 120, band, seed, count };
      const plain = productSamples(set);
      const shuffled = shuffledSamples(set);
      expect(shuffled.map(({ index }) => index)).toEqual([...plain.keys()]);
      expect(shuffled.map(key).sort((a, b) => a - b)).toEqual(plain.map(key).sort((a, b) => a - b));
      if (count <= band[1] - band[0]) expect(shuffled).toEqual(plain);
    }),
  );
});

test('a shuffled order mixes the rounds, and goes by the seed', () => {
  const set = { timesteps: 100, band: [0, 50] as const, count: 200 };
  const rounds = shuffledSamples({ ...set, seed: 1 })
    .slice(0, 50)
    .map(({ noiseRow }) => Math.floor(noiseRow / 100));
  for (const round of [0, 1, 2, 3]) {
    const count = rounds.filter((one) => one === round).length;
    expect(count).toBeGreaterThan(4);
    expect(count).toBeLessThan(25);
  }
  expect(shuffledSamples({ ...set, seed: 2 })).not.toEqual(shuffledSamples({ ...set, seed: 1 }));
});

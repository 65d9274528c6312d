import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { TorchGenerator, torchRandn } from '../../../server/src/method';
import { cosine, naturalLog, sine } from '../../../server/src/method/elementary';
import { torchRandperm } from '../../../server/src/method/torchRandom';
import { goldenFloats, goldenJson } from './golden';

interface Golden {
  cases: { kind: 'rand' | 'randn'; seed: number; counts: number[]; offset: number }[];
  permutations: { seed: number; order: number[] }[];
}

const golden = goldenJson<Golden>('torch-noise.json');
const values = goldenFloats('torch-noise.bin');

for (const { kind, seed, counts, offset } of golden.cases) {
  test(`torch.${kind} of ${counts.join(', then ')} with seed ${seed}`, () => {
    const generator = new TorchGenerator(seed);
    let start = offset;
    for (const count of counts) {
      const expected = values.subarray(start, start + count);
      if (kind === 'rand') {
        expect(Float32Array.from(expected, () => generator.uniform24())).toEqual(expected);
      } else {
        expect(furthest(torchRandn(generator, count), expected)).toBeLessThan(3e-6);
      }
      start += count;
    }
  });
}

test.each(golden.permutations)('torch.randperm with seed $seed is exact', ({ seed, order }) => {
  expect(torchRandperm(new TorchGenerator(seed), order.length)).toEqual(order);
});

test('the bits of our own normals are the same on every platform', () => {
  const normals = torchRandn(new TorchGenerator(42), 3072);
  expect(createHash('sha256').update(new Uint8Array(normals.buffer)).digest('hex')).toBe(
    '10d7cfdaef88d9c141413ad6241ff29bdeba05477fea17e38592b573b4099354',
  );
});

test('the moments of many normals are those of the standard normal distribution', () => {
  const normals = torchRandn(new TorchGenerator(3), 100_000);
  const mean = normals.reduce((sum, x) => sum + x, 0) / normals.length;
  const variance = normals.reduce((sum, x) => sum + (x - mean) ** 2, 0) / normals.length;
  expect(Math.abs(mean)).toBeLessThan(0.015);
  expect(Math.abs(variance - 1)).toBeLessThan(0.02);
});

test('fewer than 16 normals are refused: torch draws them by another algorithm', () => {
  expect(() => torchRandn(new TorchGenerator(0), 15)).toThrow(RangeError);
});

test('logarithm, sine and cosine are accurate to a few 1e-16', () => {
  for (let i = 0; i <= 2_000; i++) {
    const angle = (i / 2_000) * 2 * Math.PI;
    expect(Math.abs(sine(angle) - Math.sin(angle))).toBeLessThan(5e-16);
    expect(Math.abs(cosine(angle) - Math.cos(angle))).toBeLessThan(5e-16);
    const x = (i + 1) / 2_001;
    const tolerance = 5e-16 * Math.max(1, Math.abs(Math.log(x)));
    expect(Math.abs(naturalLog(x) - Math.log(x))).toBeLessThan(tolerance);
  }
  expect(naturalLog(2 ** -24)).toBe(-24 * Math.LN2);
});

function furthest(actual: Float32Array, expected: Float32Array): number {
  expect(actual.length).toBe(expected.length);
  return actual.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i]!)), 0);
}

import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { Failure } from '../../../server/src/failure';
import { NoiseRows, rowSeed, TorchGenerator, torchRandn } from '../../../server/src/method';

test('by row: any row is torch.randn under the seed of that row', () => {
  const rows = new NoiseRows({ kind: 'by-row', seed: 42 }, 64);
  for (const row of [700, 0, 3]) {
    expect(rows.row(row)).toEqual(torchRandn(new TorchGenerator(rowSeed(42, row)), 64));
  }
});

test('the bits of the product noise never change: stored errors rest on them', () => {
  const rows = new NoiseRows({ kind: 'by-row', seed: 0 }, 3072);
  const hash = createHash('sha256');
  for (const row of [0, 999, 123_456]) hash.update(new Uint8Array(rows.row(row).buffer));
  expect(hash.digest('hex')).toBe(
    '18296c6ea9bc502fa48a03d0d3f32723f31aca2cd4606140cd90dae79b5ac5bd',
  );
});

test('rows of one seed have different seeds', () => {
  const seeds = new Set(Array.from({ length: 100_000 }, (_, row) => rowSeed(7, row)));
  expect(seeds.size).toBe(100_000);
  expect([...seeds].every((seed) => seed === seed >>> 0)).toBe(true);
  expect(rowSeed(7, 0)).not.toBe(rowSeed(8, 0));
});

test('stream: rows in any order are the rows of one torch.randn', () => {
  const all = torchRandn(new TorchGenerator(42), 10 * 48);
  const rows = new NoiseRows({ kind: 'stream', seed: 42 }, 48);
  for (const row of [0, 1, 5, 2, 9, 9, 3]) {
    expect(rows.row(row)).toEqual(all.slice(row * 48, (row + 1) * 48));
  }
});

test.each(['by-row', 'stream'] as const)('%s: a row forgotten is drawn again alike', (kind) => {
  const rows = new NoiseRows({ kind, seed: 1 }, 64, 2 * 64 * 4);
  const first = rows.row(0);
  expect(rows.row(0)).toBe(first);
  rows.row(1);
  expect(rows.row(0)).toBe(first);
  rows.row(2);
  rows.row(3);
  const again = rows.row(0);
  expect(again).not.toBe(first);
  expect(again).toEqual(first);
});

test('a row longer than the whole cache is kept while it is used', () => {
  const rows = new NoiseRows({ kind: 'by-row', seed: 1 }, 64, 16);
  expect(rows.row(0)).toBe(rows.row(0));
});

test.each([
  ['by-row', 15, 'at least 16'],
  ['stream', 8, 'a multiple of 16'],
  ['stream', 3 * 5 * 5, 'a multiple of 16'],
] as const)('%s rows of %i elements are refused', (kind, elements, expected) => {
  expect(() => new NoiseRows({ kind, seed: 0 }, elements)).toThrow(Failure);
  expect(() => new NoiseRows({ kind, seed: 0 }, elements)).toThrow(expected);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { StoredErrors } from '../../../server/src/store';
import {
  mergeErrors,
  packErrors,
  packedEvaluation,
  unpackErrors,
} from '../../../server/src/store/packedErrors';

const anyFloat = fc.float({ noNaN: true });

/** Errors of which some may be of one and the same evaluation. */
function anyErrors(timestepEnd: number, noiseRowEnd: number): fc.Arbitrary<StoredErrors> {
  const timestep = fc.nat(timestepEnd - 1);
  const noiseRow = fc.nat({ max: noiseRowEnd - 1 });
  return fc.array(fc.tuple(timestep, noiseRow, anyFloat, anyFloat, anyFloat)).map((rows) => ({
    timesteps: rows.map(([value]) => value),
    noiseRows: rows.map(([, value]) => value),
    l2: rows.map(([, , value]) => value),
    l1: rows.map(([, , , value]) => value),
    huber: rows.map(([, , , , value]) => value),
  }));
}

type Losses = [l2: number, l1: number, huber: number];

/** By evaluation, the errors that came first. */
function byEvaluation(...several: StoredErrors[]): Map<string, Losses> {
  const found = new Map<string, Losses>();
  for (const { timesteps, noiseRows, l2, l1, huber } of several) {
    for (const [i, timestep] of timesteps.entries()) {
      const key = `${timestep} ${noiseRows[i]}`;
      if (!found.has(key)) found.set(key, [l2[i]!, l1[i]!, huber[i]!]);
    }
  }
  return found;
}

test('what was packed is unpacked bit by bit, in 20 bytes an evaluation', () => {
  fc.assert(
    fc.property(anyErrors(2 ** 21, 2 ** 32), (errors) => {
      const packed = packErrors(errors);
      expect(packed.length).toBe(packedEvaluation * errors.l2.length);
      expect(unpackErrors(packed)).toEqual(errors);
    }),
  );
});

test('merging keeps the first errors of every evaluation, in the order in which they came', () => {
  // So few of each that many come twice.
  const few = anyErrors(3, 4);
  fc.assert(
    fc.property(few, few, (first, second) => {
      const known = mergeErrors(new Uint8Array(), packErrors(first));
      const merged = unpackErrors(mergeErrors(known, packErrors(second)));
      const expected = byEvaluation(first, second);
      expect([...byEvaluation(merged)]).toEqual([...expected]);
      expect(merged.timesteps).toHaveLength(expected.size);
    }),
  );
});

test('merging what is known changes nothing: there is nothing to write', () => {
  fc.assert(
    fc.property(anyErrors(3, 4), (errors) => {
      const known = mergeErrors(new Uint8Array(), packErrors(errors));
      expect(mergeErrors(known, packErrors(errors))).toBe(known);
    }),
  );
});

test('timesteps and noise rows at the ends of their ranges are told apart', () => {
  const one = { l2: [1], l1: [1], huber: [1] };
  const ends = [
    { timesteps: [0], noiseRows: [2 ** 32 - 1], ...one },
    { timesteps: [1], noiseRows: [0], ...one },
    { timesteps: [2 ** 21 - 1], noiseRows: [2 ** 32 - 1], ...one },
    { timesteps: [2 ** 21 - 1], noiseRows: [2 ** 32 - 2], ...one },
  ].map(packErrors);
  const all = ends.reduce<Uint8Array>(mergeErrors, new Uint8Array());
  expect(all.length).toBe(4 * packedEvaluation);
});

const whole = { timesteps: [1], noiseRows: [2], l2: [3], l1: [4], huber: [5] };

test.each<[string, Partial<StoredErrors>]>([
  ['a column is shorter', { huber: [] }],
  ['a column is longer', { noiseRows: [2, 3] }],
  ['a timestep is a fraction', { timesteps: [0.5] }],
  ['a timestep is negative', { timesteps: [-1] }],
  ['a timestep is too large', { timesteps: [2 ** 21] }],
  ['a noise row is too large', { noiseRows: [2 ** 32] }],
])('errors are refused where %s', (_, change) => {
  expect(() => packErrors({ ...whole, ...change })).toThrow(RangeError);
});

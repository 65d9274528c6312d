import { expect, test } from 'vitest';
import { Kept } from '../../../server/src/host/kept';

test('what was used last is kept, up to so many bytes', () => {
  const kept = new Kept<number>(100);
  for (let number = 0; number < 5; number++) kept.set(`${number}`, number, 20);
  expect(kept.get('0')).toBe(0);
  kept.set('5', 5, 30);
  expect(['0', '1', '2', '3', '4', '5'].map((key) => kept.get(key))).toEqual([
    0,
    undefined,
    undefined,
    3,
    4,
    5,
  ]);
});

test('what alone is too large is kept until the next', () => {
  const kept = new Kept<string>(10);
  kept.set('large', 'a', 1_000);
  expect(kept.get('large')).toBe('a');
  kept.set('small', 'b', 1);
  expect([kept.get('large'), kept.get('small')]).toEqual([undefined, 'b']);
});

test('what is set again counts once', () => {
  const kept = new Kept<number>(10);
  kept.set('other', 0, 2);
  for (let value = 0; value < 9; value++) kept.set('same', value, 5);
  expect([kept.get('other'), kept.get('same')]).toEqual([0, 8]);
});

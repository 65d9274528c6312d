import { expect, test } from 'vitest';
import { endOf, startOf } from '../../../client/src/shortened';

test('a text that fits stays as it is', () => {
  expect(startOf('a cat', 5)).toBe('a cat');
  expect(endOf('a cat', 5)).toBe('a cat');
});

test('of a longer one the beginning or the end is left, and it says so', () => {
  expect(startOf('a cat on a bridge', 6)).toBe('a cat…');
  expect(endOf('a cat on a bridge', 7)).toBe('…bridge');
});

test('a character of two halves is not cut in the middle', () => {
  expect(startOf('🐈🐈🐈', 2)).toBe('🐈🐈…');
  expect(endOf('🐈🐈🐈', 2)).toBe('…🐈🐈');
});

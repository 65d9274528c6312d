import { expect, test } from 'vitest';
import { decimal, limitsOf } from '../../../server/src/cli/limits';
import { defaultImageLimits } from '../../../server/src/imageLimits';

test('only the limits that were given are set', () => {
  expect({ ...defaultImageLimits, ...limitsOf({ maxMegapixels: 0.5 }) }).toEqual({
    ...defaultImageLimits,
    megapixels: 0.5,
  });
  expect(limitsOf({})).toEqual({});
});

test.each([
  [{ maxMegabytes: 0 }, 'limits.megabytes'],
  [{ maxMegapixels: 5_000 }, 'limits.megapixels'],
  [{ maxSeconds: 1e9 }, 'limits.seconds'],
])('%j is refused, and the message names %s', (flags, named) => {
  expect(() => limitsOf(flags)).toThrow(
    expect.objectContaining({
      code: 'options-invalid',
      message: expect.stringContaining(named),
    }),
  );
});

test('a flag takes a number', () => {
  expect(decimal('12.5')).toBe(12.5);
  for (const text of ['', '-1', '1e3', '1.', 'ten', '0x10']) {
    expect(() => decimal(text)).toThrow('Expected a number above 0, such as 0.5 or 30.');
  }
});

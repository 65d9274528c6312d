import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { apart, nameWidth, shortName } from '../../../client/webview/charts/endNames';

test('names stay where they are while there is room', () => {
  const names = [
    { text: 'cat', x: 10, y: 100 },
    { text: 'dog', x: 10, y: 80 },
    { text: 'ship', x: 300, y: 98 },
  ];
  expect(apart(names)).toEqual([100, 80, 98]);
});

test('a name goes above the one that has its place', () => {
  const names = [
    { text: 'cat', x: 10, y: 98 },
    { text: 'dog', x: 10, y: 100 },
    { text: 'ship', x: 12, y: 99 },
  ];
  const [cat, dog, ship] = apart(names);
  expect(dog).toBe(100);
  expect(ship).toBeLessThan(dog!);
  expect(cat).toBeLessThan(ship!);
});

test('no name ever covers another', () => {
  const name = fc.record({
    text: fc.constantFrom('cat', 'automobile', 'none of these'),
    x: fc.integer({ min: 0, max: 400 }),
    y: fc.integer({ min: 0, max: 200 }),
  });
  fc.assert(
    fc.property(fc.array(name, { maxLength: 14 }), (names) => {
      const heights = apart(names);
      names.forEach((first, i) => {
        names.slice(i + 1).forEach((second, rest) => {
          const isBeside =
            first.x < second.x + nameWidth(second.text) &&
            second.x < first.x + nameWidth(first.text);
          if (isBeside) expect(Math.abs(heights[i]! - heights[i + 1 + rest]!)).toBeGreaterThan(12);
        });
      });
    }),
  );
});

test('long names are cut by letters, not by halves of them', () => {
  expect(shortName('cat')).toBe('cat');
  expect(shortName('🦆'.repeat(30), 4)).toBe('🦆🦆🦆…');
});

import { expect, test } from 'vitest';
import { hovered, targets } from './hovered';

test.each([
  ['the first field', 'photos/c‸at.jpg,cat', 'photos/cat.jpg'],
  ['a middle field', '1,c‸at.jpg,cat', 'cat.jpg'],
  ['the last field', 'cat,c‸at.jpg\r\n', 'cat.jpg'],
  ['semicolons', 'cat;c‸at.jpg;1,5', 'cat.jpg'],
  ['tabs', 'cat\tc‸at.jpg\t1', 'cat.jpg'],
  ['spaces around', 'cat, my c‸at.jpg , 1', 'my cat.jpg'],
  ['quotes', '"cat","my c‸at.jpg",1', 'my cat.jpg'],
  ['a comma in quotes', '"a, b c‸at.jpg",cat', 'a, b cat.jpg'],
  ['doubled quotes', 'cat,"a ""nice"" c‸at.jpg"', 'a "nice" cat.jpg'],
  ['doubled quotes at the ends', '"""a"" c‸at.jpg"', '"a" cat.jpg'],
  ['an empty field before', '"","c‸at.jpg"', 'cat.jpg'],
  ['a per cent sign', '100%25 c‸at.jpg,1', '100%25 cat.jpg'],
])('CSV: finds %s', (_, line, target) => {
  expect(targets('csv', line)).toContain(target);
});

test('CSV: the delimiter may be any, so a name may hold the others', () => {
  expect(targets('csv', 'cat;a, b‸.jpg;1')).toEqual(['b.jpg', 'a, b.jpg']);
});

test('CSV: the piece of the line is the field without quotes and spaces', () => {
  expect(hovered('csv', 'cat, c‸at.jpg ,1')?.text).toBe('cat.jpg');
  expect(hovered('csv', 'cat,"a ""c‸at"".jpg"')?.text).toBe('a ""cat"".jpg');
});

test.each([
  ['a tab', 'cat\tmy c‸at, the first.jpg\t1', 'my cat, the first.jpg'],
  ['quotes', 'cat\t"my ""c‸at"".jpg"', 'my "cat".jpg'],
])('TSV: finds a field after %s', (_, line, target) => {
  expect(targets('tsv', line)).toEqual([target]);
});

test.each([
  ['another field', 'c‸at,cat.jpg'],
  ['on the delimiter', 'cat‸,cat.jpg'],
  ['another ending', 'cat,c‸at.txt'],
  ['behind the line', 'cat,cat.jpg‸'],
])('CSV: finds nothing: %s', (_, line) => {
  expect(targets('csv', line)).toEqual([]);
});

import { expect, test } from 'vitest';
import { hovered } from './hovered';

const at = (line: string) => hovered('toml', line);

test.each([
  ['a basic string', 'image = "photos/my c‸at.jpg"', 'photos/my cat.jpg'],
  ['escapes', 'image = "C:\\\\photos\\\\\\u732B\\U0001F431c‸at.jpg"', 'C:\\photos\\猫🐱cat.jpg'],
  ['an escaped quote', 'image = "a \\"nice\\" c‸at.jpg"', 'a "nice" cat.jpg'],
  ['a literal string', "image = 'C:\\photos\\new c‸at.jpg'", 'C:\\photos\\new cat.jpg'],
  ['an element', "images = ['a.jpg', 'b‸.jpg']", 'b.jpg'],
  ['a quoted key', '"c‸at.jpg" = "cat"', 'cat.jpg'],
  ['triple quotes', 'image = """c‸at.jpg"""', 'cat.jpg'],
])('finds %s', (_, line, target) => {
  expect(at(line)?.target).toBe(target);
});

test.each([
  ['a bare key', 'c‸at.jpg = 1'],
  ['between two strings', '["a.jpg"‸, "b.jpg"]'],
  ['another ending', 'image = "c‸at.txt"'],
])('finds nothing: %s', (_, line) => {
  expect(at(line)).toBeUndefined();
});

import { expect, test } from 'vitest';
import { hovered, targets } from './hovered';

const at = (line: string) => hovered('yaml', line);

test.each([
  ['a plain value', 'image: photos/my c‸at.jpg', 'photos/my cat.jpg'],
  ['with a comment behind it', 'image: c‸at.jpg # the cat', 'cat.jpg'],
  ['with a hash in it', 'image: cat#‸1.jpg', 'cat#1.jpg'],
  ['with a colon in it', 'image: c:at‸.jpg', 'c:at.jpg'],
  ['an element', '  - c‸at.jpg', 'cat.jpg'],
  ['an element of an element', '- - c‸at.jpg', 'cat.jpg'],
  ['a value in an element', '- image: c‸at.jpg', 'cat.jpg'],
  ['a key', 'c‸at.jpg: cat', 'cat.jpg'],
  ['a key of a mapping below', '  c‸at.jpg:\n', 'cat.jpg'],
  ['a tag and an anchor', 'image: !!str &one c‸at.jpg', 'cat.jpg'],
  ['double quotes', 'image: "my \\u732B\\x20c‸at.jpg"', 'my 猫 cat.jpg'],
  ['single quotes', "image: 'the dog''s c‸at.jpg'", "the dog's cat.jpg"],
  ['a flow sequence', 'images: [a.jpg, b‸.jpg]', 'b.jpg'],
  ['a flow mapping', '{image: c‸at.jpg, label: cat}', 'cat.jpg'],
  ['quotes in a flow sequence', "images: ['a.jpg', 'b, c‸.jpg']", 'b, c.jpg'],
  ['a line of a text', '  c‸at.jpg', 'cat.jpg'],
  ['what is commented out', '# image: c‸at.jpg', 'cat.jpg'],
  ['a comment', 'image: x # was c‸at.jpg', 'was cat.jpg'],
  ['Markdown in a text', '  See ![a](c‸at.jpg).', 'cat.jpg'],
])('finds %s', (_, line, target) => {
  expect(at(line)?.target).toBe(target);
});

test('a comma belongs to a plain value, or ends it', () => {
  expect(targets('yaml', 'image: a, b‸.jpg')).toEqual(['b.jpg', 'a, b.jpg']);
});

test('the piece of the line is the scalar without its quotes', () => {
  expect(at('image:  my c‸at.jpg  # x')?.text).toBe('my cat.jpg');
  expect(at('image: "c‸\\x61t.jpg"')?.text).toBe('c\\x61t.jpg');
});

test.each([
  ['another key', 'im‸age: cat.jpg'],
  ['the colon', 'image‸: cat.jpg'],
  ['the dash', '‸- cat.jpg'],
  ['another ending', 'image: c‸at.txt'],
])('finds nothing: %s', (_, line) => {
  expect(at(line)).toBeUndefined();
});

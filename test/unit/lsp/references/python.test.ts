import { expect, test } from 'vitest';
import { hovered } from './hovered';

const at = (line: string) => hovered('python', line);

test.each([
  ['single quotes', "image = Image.open('photos/c‸at.jpg')", 'photos/cat.jpg'],
  ['double quotes', 'image = Image.open("c‸at.jpg")', 'cat.jpg'],
  ['the other quote within', `open("the dog's c‸at.jpg")`, "the dog's cat.jpg"],
  ['an escaped quote', "open('the dog\\'s c‸at.jpg')", "the dog's cat.jpg"],
  ['a raw string', "open(r'C:\\new\\c‸at.jpg')", 'C:\\new\\cat.jpg'],
  ['bytes', "open(b'c‸at.jpg')", 'cat.jpg'],
  ['raw bytes', "open(Rb'\\x\\c‸at.jpg')", '\\x\\cat.jpg'],
  ['an escape that is none', "open('photos\\c‸at.jpg')", 'photos\\cat.jpg'],
  ['code points', "open('\\x63\\u732B\\U0001F431\\141c‸.jpg')", 'c猫🐱ac.jpg'],
  ['triple quotes', "open('''c‸at.jpg''')", 'cat.jpg'],
  ['raw triple quotes', 'open(r"""C:\\new\\c‸at.jpg""")', 'C:\\new\\cat.jpg'],
  ['a formatted string without fields', "open(f'c‸at.jpg')", 'cat.jpg'],
  ['braces in a string that is not formatted', "open('{c‸at}.jpg')", '{cat}.jpg'],
  ['a name that ends like a prefix', "xf'{c‸at}.jpg'", '{cat}.jpg'],
  ['the second of two', "('a.jpg', 'b‸.jpg')", 'b.jpg'],
  ['a comment', "# see 'c‸at.jpg'", 'cat.jpg'],
  ['Markdown in a comment', '# ![a](c‸at.jpg)', 'cat.jpg'],
  ['HTML in a string', `HTML('<img src="c‸at.jpg">')`, 'cat.jpg'],
])('finds %s', (_, line, target) => {
  expect(at(line)?.target).toBe(target);
});

test('the piece of the line is what the quotes hold', () => {
  expect(at("open(r'c‸at.jpg')")?.text).toBe('cat.jpg');
  expect(at("open('''c‸\\x61t.jpg''')")?.text).toBe('c\\x61t.jpg');
});

test.each([
  ['a field', "open(f'{c‸at}.jpg')"],
  ['a field in a raw formatted string', "open(fR'{c‸at}.jpg')"],
  ['between two strings', "'a.jpg'‸ + 'b.jpg'"],
  ['a name', 'c‸at.jpg'],
  ['an attribute', "c‸at.jpg('a')"],
])('finds nothing: %s', (_, line) => {
  expect(at(line)).toBeUndefined();
});

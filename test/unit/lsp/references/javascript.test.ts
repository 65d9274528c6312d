import { expect, test } from 'vitest';
import { hovered, type Language } from './hovered';

const dialects: Language[] = ['javascript', 'typescript', 'javascriptreact', 'typescriptreact'];

test.each([
  ['an import', "import cat from './c‸at.jpg';", './cat.jpg'],
  ['an import with a query', "import cat from './c‸at.svg?url';", './cat.svg?url'],
  ['double quotes', 'require("./c‸at.jpg")', './cat.jpg'],
  ['a template', 'load(`./c‸at.jpg`)', './cat.jpg'],
  ['an escaped quote', "load('the dog\\'s c‸at.jpg')", "the dog's cat.jpg"],
  ['escapes', "load('\\x63\\u732b\\u{1F431}\\c‸at.jpg')", 'c猫🐱cat.jpg'],
  ['an attribute of JSX', '<img src="c‸at.jpg" alt="" />', 'cat.jpg'],
  ['an expression of JSX', "<img src={'c‸at.jpg'} />", 'cat.jpg'],
  ['a URL of CSS', 'css`background: url("c‸at.jpg")`', 'cat.jpg'],
  ['HTML in a string', `html('<img src="c‸at.jpg">')`, 'cat.jpg'],
  ['Markdown in a comment', '/** ![a](c‸at.jpg) */', 'cat.jpg'],
])('finds %s', (_, line, target) => {
  for (const language of dialects) expect(hovered(language, line)?.target).toBe(target);
});

test.each([
  ['a template with a substitution', 'load(`$' + '{c‸at}.jpg`)'],
  ['between two strings', "'a.jpg'‸, 'b.jpg'"],
  ['a property', 'c‸at.jpg'],
  ['another ending', "import './c‸at.ts'"],
])('finds nothing: %s', (_, line) => {
  for (const language of dialects) expect(hovered(language, line)).toBeUndefined();
});

test('a code point that Unicode does not have stays as it is written', () => {
  expect(hovered('javascript', "'\\u{110000}c‸at.jpg'")?.target).toBe('\\u{110000}cat.jpg');
});

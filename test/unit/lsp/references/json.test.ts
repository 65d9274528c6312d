import { expect, test } from 'vitest';
import { hovered, type Language } from './hovered';

test.each([
  ['a value', '{ "image": "photos/c‸at.jpg" }', 'photos/cat.jpg'],
  ['a key', '{ "c‸at.jpg": "cat" }', 'cat.jpg'],
  ['an element', '["a.jpg", "b‸.jpg", "c.jpg"]', 'b.jpg'],
  ['a name with commas', '["a, b‸.jpg"]', 'a, b.jpg'],
  ['a path of Windows', '"C:\\\\photos\\\\c‸at.jpg"', 'C:\\photos\\cat.jpg'],
  ['escapes', '"\\u732b \\/ \\"c‸at\\".jpg"', '猫 / "cat".jpg'],
  ['a surrogate pair', '"\\ud83d\\udc31c‸at.jpg"', '🐱cat.jpg'],
  ['a per cent sign', '"100%c‸at.jpg"', '100%cat.jpg'],
  ['the first character', '{ "image": "‸cat.jpg" }', 'cat.jpg'],
  ['the last character', '{ "image": "cat.jp‸g" }', 'cat.jpg'],
  ['Markdown in a notebook', '    "![a \\"nice\\" cat](c‸at.jpg)\\n",', 'cat.jpg'],
  ['HTML in a notebook', '    "<img src=\\"c‸at.jpg\\">\\n",', 'cat.jpg'],
  ['a program in a notebook', '    "image = open(\'c‸at.jpg\')\\n",', 'cat.jpg'],
  ['the same, escaped', '    "image = open(\\"\\u732Bc‸at.jpg\\")\\n",', '猫cat.jpg'],
])('finds %s', (_, line, target) => {
  for (const language of ['json', 'jsonc', 'jsonl'] satisfies Language[]) {
    expect(hovered(language, line)?.target).toBe(target);
  }
});

test.each([
  ['"photos/\\u0063‸at.jpg"', 'photos/\\u0063at.jpg'],
  ['"a \\"b\\" ![\\u732b](c‸at.jpg) d"', '![\\u732b](cat.jpg)'],
  ['"\\"c‸at\\u002ejpg\\""', 'cat\\u002ejpg'],
])('the piece of %s is %s', (line, text) => {
  expect(hovered('json', line)?.text).toBe(text);
});

test.each([
  ['between two strings', '["a.jpg"‸, "b.jpg"]'],
  ['on a quote', '["a.jpg‸", "b.jpg"]'],
  ['outside of strings', '{ c‸at.jpg: 1 }'],
  ['another ending', '["c‸at.txt"]'],
  ['an ending in the middle', '["c‸at.jpg.txt"]'],
  ['an attachment of a notebook is not beside it', '["![a](c‸at.txt)"]'],
  ['no end', '["c‸at.jpg'],
])('finds nothing: %s', (_, line) => {
  expect(hovered('json', line)).toBeUndefined();
});

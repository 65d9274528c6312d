import { expect, test } from 'vitest';
import { hovered, type Language } from './hovered';

test.each<[string, string, string]>([
  ['no quotes', 'a { background: url(../img/c‸at.jpg); }', '../img/cat.jpg'],
  ['spaces around', 'a { background: URL( c‸at.jpg ) }', 'cat.jpg'],
  ['double quotes', 'a { background: url("my c‸at.jpg") }', 'my cat.jpg'],
  ['single quotes', "a { background: url('my c‸at.jpg') }", 'my cat.jpg'],
  ['an escaped parenthesis', 'a { background: url(cat\\(1\\).j‸pg) }', 'cat(1).jpg'],
  ['a code point', 'a { background: url("\\732B c‸at\\00002e jpg") }', '猫cat.jpg'],
  ['the second of two', 'a { background: url(a.png), url(b‸.png) }', 'b.png'],
  ['image-set', 'a { background: image-set("a.png" 1x, "a-2‸x.png" 2x) }', 'a-2x.png'],
  ['percent-encoding, left as it is', 'url(my%20c‸at.jpg)', 'my%20cat.jpg'],
])('%s', (_, line, target) => {
  for (const language of ['css', 'scss', 'less'] satisfies Language[]) {
    expect(hovered(language, line)).toMatchObject({ target });
  }
});

test('a variable of SCSS and of Less', () => {
  expect(hovered('scss', '$cat: "img/c‸at.png";')?.target).toBe('img/cat.png');
  expect(hovered('less', "@cat: 'img/c‸at.png';")?.target).toBe('img/cat.png');
});

test('the piece of the line is the target without its quotes', () => {
  expect(hovered('css', 'url( "c‸at.jpg" )')?.text).toBe('cat.jpg');
  expect(hovered('css', 'url( c‸at\\).jpg )')?.text).toBe('cat\\).jpg');
});

test.each([
  ['the word url', 'u‸rl(cat.jpg)'],
  ['a space within', 'url(my c‸at.jpg)'],
  ['no end', 'url(c‸at.jpg'],
  ['a property', 'c‸at.jpg: red'],
  ['a code point beyond Unicode', 'url(c‸at\\110000.jpeg'],
])('finds nothing: %s', (_, line) => {
  expect(hovered('css', line)).toBeUndefined();
});

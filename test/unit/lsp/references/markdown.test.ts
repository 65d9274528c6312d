import { expect, test } from 'vitest';
import { hovered } from './hovered';

const at = (line: string) => hovered('markdown', line);

test.each([
  ['an image', 'See ![a c‸at](cat.jpg).', 'cat.jpg', '![a cat](cat.jpg)'],
  [
    'a text link to an image',
    '[m‸ore](photos/cat.PNG)',
    'photos/cat.PNG',
    '[more](photos/cat.PNG)',
  ],
  ['no alternative text', '‸![](cat.webp)', 'cat.webp', '![](cat.webp)'],
  ['the last character', '![a](cat.jpg‸)', 'cat.jpg', '![a](cat.jpg)'],
  [
    'a double-quoted title',
    '![a](c‸at.jpg "A (nice) cat")',
    'cat.jpg',
    '![a](cat.jpg "A (nice) cat")',
  ],
  ['a single-quoted title', "![a](cat.jpg 'A ‸cat')", 'cat.jpg', "![a](cat.jpg 'A cat')"],
  ['a title in parentheses', '![a](cat.jpg (A ‸cat))', 'cat.jpg', '![a](cat.jpg (A cat))'],
  ['angle brackets', '![a](<my c‸at.jpg>)', 'my cat.jpg', '![a](<my cat.jpg>)'],
  ['spaces around', '![a](  cat.jpg  ‸)', 'cat.jpg', '![a](  cat.jpg  )'],
  ['balanced parentheses', '![a](cat(1).j‸pg)', 'cat(1).jpg', '![a](cat(1).jpg)'],
  ['escaped parentheses', '![a](cat\\(1.j‸pg)', 'cat(1.jpg', '![a](cat\\(1.jpg)'],
  ['percent-encoding, left as it is', '![a](my%20c‸at.jpg)', 'my%20cat.jpg', '![a](my%20cat.jpg)'],
  ['brackets in the text', '![a [b] c‸](cat.jpg)', 'cat.jpg', '![a [b] c](cat.jpg)'],
  ['an escaped bracket in the text', '![a \\] ‸b](cat.jpg)', 'cat.jpg', '![a \\] b](cat.jpg)'],
  [
    'a file URI',
    '![a](file:///home/me/c‸at.jpg)',
    'file:///home/me/cat.jpg',
    '![a](file:///home/me/cat.jpg)',
  ],
  ['a query', '![a](cat.jpg?raw=t‸rue)', 'cat.jpg?raw=true', '![a](cat.jpg?raw=true)'],
  ['the second of two', '![a](a.jpg) ![b‸](b.jpg)', 'b.jpg', '![b](b.jpg)'],
  ['the inner of two', '[![s‸](small.jpg)](large.jpg)', 'small.jpg', '![s](small.jpg)'],
  [
    'the outer of two',
    '[![s](small.jpg)](la‸rge.jpg)',
    'large.jpg',
    '[![s](small.jpg)](large.jpg)',
  ],
  ['an escaped exclamation mark', '\\![a‸](cat.jpg)', 'cat.jpg', '[a](cat.jpg)'],
  ['a definition', '[my c‸at]: cat.jpg', 'cat.jpg', '[my cat]: cat.jpg'],
  ['a definition with a title', '[a]: cat.jpg "A ‸cat"\n', 'cat.jpg', '[a]: cat.jpg "A cat"'],
  ['a definition in angle brackets', '  [a]:  <my c‸at.jpg> ', 'my cat.jpg', '[a]:  <my cat.jpg>'],
  ['a definition in a quotation', '> [a]: ca‸t.jpg\r\n', 'cat.jpg', '[a]: cat.jpg'],
  ['an escaped bracket in a definition', '[a\\]]: c‸at.jpg', 'cat.jpg', '[a\\]]: cat.jpg'],
  ['an entity', '![a](Tom&amp;J‸erry&#x2e;jpg)', 'Tom&Jerry.jpg', '![a](Tom&amp;Jerry&#x2e;jpg)'],
  ['an upper-case ending', '![a](CAT.‸AVIF)', 'CAT.AVIF', '![a](CAT.AVIF)'],
  ['an HTML image', '# x <img src="c‸at.jpg"> y', 'cat.jpg', 'cat.jpg'],
  ['its tag', 'x <img src="cat.jpg" al‸t="a"> y', 'cat.jpg', '<img src="cat.jpg" alt="a">'],
  [
    'an HTML image in an inline link',
    '[<i‸mg src="small.jpg">](large.jpg)',
    'small.jpg',
    '<img src="small.jpg">',
  ],
  ['an attribute on a line of its own', '  src="c‸at.jpg"', 'cat.jpg', 'cat.jpg'],
])('finds %s', (_, line, target, text) => {
  expect(at(line)).toEqual({ target, text });
});

test.each([
  ['before the link', '‸x ![a](cat.jpg)'],
  ['just after the link', '![a](cat.jpg)‸ x'],
  ['a link to something else', '[r‸eadme](README.md)'],
  ['an escaped link', '!\\[a](cat.j‸pg)'],
  ['an escaped closing bracket', '![a\\](cat.j‸pg)'],
  ['no closing parenthesis', '![a](cat.j‸pg'],
  ['an unclosed title', '![a](cat.j‸pg "A cat)'],
  ['a space in a bare target', '![a](my c‸at.jpg)'],
  ['nothing opened', 'a](cat.j‸pg)'],
  ['a definition of something else', '[a]: READ‸ME.md'],
  ['a definition with more behind it', '[a]: c‸at.jpg and more'],
  ['a definition with an unclosed title', '[a]: c‸at.jpg "A cat'],
  ['a definition in the middle of a line', 'See [a]: c‸at.jpg'],
  ['a footnote', '[^a]: c‸at.jpg'],
  ['a reference', '![a‸][cat.jpg]'],
  ['an escaped HTML image', '\\<img alt="‸" src="cat.jpg">'],
  ['an image of another kind', '![a](c‸at.bmp)'],
  ['just after an HTML image', '<img src="cat.jpg">‸ x'],
])('finds nothing: %s', (_, line) => {
  expect(at(line)).toBeUndefined();
});

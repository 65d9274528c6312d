import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findImageLink } from '../../../server/src/lsp/imageLink';

/** The target and the text of the link at the `|` of a line. */
function at(lineWithCursor: string): { target: string; text: string } | undefined {
  const character = lineWithCursor.indexOf('|');
  const line = lineWithCursor.replace('|', '');
  const link = findImageLink(line, character);
  return link && { target: link.target, text: line.slice(link.start, link.end) };
}

test.each([
  ['an image', 'See ![a c|at](cat.jpg).', 'cat.jpg', '![a cat](cat.jpg)'],
  [
    'a text link to an image',
    '[m|ore](photos/cat.PNG)',
    'photos/cat.PNG',
    '[more](photos/cat.PNG)',
  ],
  ['no alternative text', '|![](cat.webp)', 'cat.webp', '![](cat.webp)'],
  ['the last character', '![a](cat.jpg|)', 'cat.jpg', '![a](cat.jpg)'],
  [
    'a double-quoted title',
    '![a](c|at.jpg "A (nice) cat")',
    'cat.jpg',
    '![a](cat.jpg "A (nice) cat")',
  ],
  ['a single-quoted title', "![a](cat.jpg 'A |cat')", 'cat.jpg', "![a](cat.jpg 'A cat')"],
  ['a title in parentheses', '![a](cat.jpg (A |cat))', 'cat.jpg', '![a](cat.jpg (A cat))'],
  ['angle brackets', '![a](<my c|at.jpg>)', 'my cat.jpg', '![a](<my cat.jpg>)'],
  ['spaces around', '![a](  cat.jpg  |)', 'cat.jpg', '![a](  cat.jpg  )'],
  ['balanced parentheses', '![a](cat(1).j|pg)', 'cat(1).jpg', '![a](cat(1).jpg)'],
  ['escaped parentheses', '![a](cat\\(1.j|pg)', 'cat(1.jpg', '![a](cat\\(1.jpg)'],
  ['percent-encoding, left as it is', '![a](my%20c|at.jpg)', 'my%20cat.jpg', '![a](my%20cat.jpg)'],
  ['brackets in the text', '![a [b] c|](cat.jpg)', 'cat.jpg', '![a [b] c](cat.jpg)'],
  ['an escaped bracket in the text', '![a \\] |b](cat.jpg)', 'cat.jpg', '![a \\] b](cat.jpg)'],
  [
    'a file URI',
    '![a](file:///home/me/c|at.jpg)',
    'file:///home/me/cat.jpg',
    '![a](file:///home/me/cat.jpg)',
  ],
  ['a query', '![a](cat.jpg?raw=t|rue)', 'cat.jpg?raw=true', '![a](cat.jpg?raw=true)'],
  ['the second of two', '![a](a.jpg) ![b|](b.jpg)', 'b.jpg', '![b](b.jpg)'],
  ['the inner of two', '[![s|](small.jpg)](large.jpg)', 'small.jpg', '![s](small.jpg)'],
  [
    'the outer of two',
    '[![s](small.jpg)](la|rge.jpg)',
    'large.jpg',
    '[![s](small.jpg)](large.jpg)',
  ],
  ['an escaped exclamation mark', '\\![a|](cat.jpg)', 'cat.jpg', '[a](cat.jpg)'],
  ['a definition', '[my c|at]: cat.jpg', 'cat.jpg', '[my cat]: cat.jpg'],
  ['a definition with a title', '[a]: cat.jpg "A |cat"\n', 'cat.jpg', '[a]: cat.jpg "A cat"'],
  ['a definition in angle brackets', '  [a]:  <my c|at.jpg> ', 'my cat.jpg', '[a]:  <my cat.jpg>'],
  ['a definition in a quotation', '> [a]: ca|t.jpg\r\n', 'cat.jpg', '[a]: cat.jpg'],
  ['an escaped bracket in a definition', '[a\\]]: c|at.jpg', 'cat.jpg', '[a\\]]: cat.jpg'],
  ['an HTML image', 'x <img src="c|at.jpg"> y', 'cat.jpg', '<img src="cat.jpg">'],
  [
    'an HTML image among attributes',
    "<IMG alt='a > b' data-src=no.jpg\tSRC = 'my cat.jpg' width=5| />",
    'my cat.jpg',
    "<IMG alt='a > b' data-src=no.jpg\tSRC = 'my cat.jpg' width=5 />",
  ],
  [
    'an HTML image after a stray <a',
    'x <a y <img src="c|at.jpg">',
    'cat.jpg',
    '<img src="cat.jpg">',
  ],
  ['an unquoted HTML image', '<img src=cat.jpg| >', 'cat.jpg', '<img src=cat.jpg >'],
  [
    'the attribute, not what looks like it',
    `<img alt=" src='no.jpg'" src="c|at.jpg">`,
    'cat.jpg',
    `<img alt=" src='no.jpg'" src="cat.jpg">`,
  ],
  [
    'an HTML link to an image',
    '<a href="l|arge.jpg"><img src="small.jpg"></a>',
    'large.jpg',
    '<a href="large.jpg">',
  ],
  [
    'an HTML image in an HTML link',
    '<a href="large.jpg"><img src="sm|all.jpg"></a>',
    'small.jpg',
    '<img src="small.jpg">',
  ],
  [
    'an HTML image in an inline link',
    '[<img src="sm|all.jpg">](large.jpg)',
    'small.jpg',
    '<img src="small.jpg">',
  ],
])('finds %s', (_, line, target, text) => {
  expect(at(line)).toEqual({ target, text });
});

test.each([
  ['before the link', '|x ![a](cat.jpg)'],
  ['just after the link', '![a](cat.jpg)| x'],
  ['a link to something else', '[r|eadme](README.md)'],
  ['an escaped link', '!\\[a](cat.j|pg)'],
  ['an escaped closing bracket', '![a\\](cat.j|pg)'],
  ['no closing parenthesis', '![a](cat.j|pg'],
  ['an unclosed title', '![a](cat.j|pg "A cat)'],
  ['a space in a bare target', '![a](my c|at.jpg)'],
  ['nothing opened', 'a](cat.j|pg)'],
  ['a definition of something else', '[a]: READ|ME.md'],
  ['a definition with more behind it', '[a]: c|at.jpg and more'],
  ['a definition with an unclosed title', '[a]: c|at.jpg "A cat'],
  ['a definition in the middle of a line', 'See [a]: c|at.jpg'],
  ['a footnote', '[^a]: c|at.jpg'],
  ['a reference', '![a|][cat.jpg]'],
  ['just after an HTML image', '<img src="cat.jpg">| x'],
  ['an HTML image without an end', '<img src="c|at.jpg"'],
  ['an escaped HTML image', '\\<img src="c|at.jpg">'],
  ['an HTML image with no source', '<img alt="c|at.jpg">'],
  ['an HTML image to something else', '<img src="c|at.svg">'],
  ['another HTML tag', '<video src="c|at.jpg">'],
])('finds nothing: %s', (_, line) => {
  expect(at(line)).toBeUndefined();
});

test('finds a link far into a long line', () => {
  const before = '![x](y.jpg) '.repeat(1_000);
  expect(at(`${before}![a](c|at.jpg)`)).toEqual({ target: 'cat.jpg', text: '![a](cat.jpg)' });
});

test('whatever the line, it is a link around the position or nothing', () => {
  const piece = fc.constantFrom(
    ...[
      '![',
      '[',
      ']',
      '](',
      '(',
      ')',
      '<',
      '>',
      '\\',
      '"',
      "'",
      ' ',
      'cat',
      '.jpg',
      '!',
      '\n',
      '猫',
      '[a]: ',
      '<img src=',
      '<a href=',
      '=',
      '\ud83d',
    ],
  );
  const line = fc.array(fc.oneof(piece, fc.string({ maxLength: 3 })), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(line, fc.nat(200), (pieces, character) => {
      const text = pieces.join('');
      const link = findImageLink(text, character);
      if (!link) return;
      expect(link.start).toBeLessThanOrEqual(character);
      expect(link.end).toBeGreaterThan(character);
      expect(text.slice(link.start, link.end)).toMatch(
        /^(!?\[[\s\S]*\]\([\s\S]*\)|\[[\s\S]*\]:[\s\S]*|<(img|a)\s[\s\S]*>)$/,
      );
      expect(link.target).not.toBe('');
    }),
    { numRuns: 1_000 },
  );
});

test.each([
  ...['](', '![', '![](', '![](<', '[](a "', '\\', '![](cat.jpg)', '![](('],
  ...['[', '[a]: ', '[a]: cat.jpg "', '> ', '<a ', '<a "', "<img src='", '<img a ', '<a a=\t'],
])('a line of a million characters made of %j takes no noticeable time', (piece) => {
  const line = piece.repeat(1_000_000 / piece.length);
  const began = performance.now();
  findImageLink(line, line.length / 2);
  findImageLink(line, 0);
  // Some 10 ms; a scan quadratic in the line would take hours.
  expect(performance.now() - began).toBeLessThan(2_000);
});

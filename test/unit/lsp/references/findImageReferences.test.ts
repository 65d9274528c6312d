import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findImageReferences, imageNamePlaces } from '../../../../server/src/lsp/references';
import { hovered, languages, referencesIn, targets } from './hovered';

test.each(['jpg', 'jpeg', 'png', 'webp', 'gif', 'tif', 'tiff', 'avif', 'svg', 'PNG', 'Jpeg'])(
  'a name that ends with .%s may be an image',
  (ending) => {
    expect(hovered('json', `"c‸at.${ending}"`)?.target).toBe(`cat.${ending}`);
  },
);

test.each(['bmp', 'ico', 'heic', 'jpgx', 'txt', ''])('one that ends with .%s may not', (ending) => {
  expect(hovered('json', `"c‸at.${ending}"`)).toBeUndefined();
});

test('the innermost reference comes first', () => {
  expect(targets('markdown', '[![s](sm‸all.jpg)](large.jpg)')).toEqual(['small.jpg', 'large.jpg']);
});

test('a name beyond the reach of the scan is not found in part', () => {
  const name = `${'a'.repeat(1_100)}/cat.jpg`;
  expect(hovered('csv', `${name.slice(0, -5)}‸${name.slice(-5)},x`)).toBeUndefined();
  expect(hovered('yaml', `image: ‸photos/cat.jpg${'x'.repeat(1_100)}`)).toBeUndefined();
  expect(hovered('csv', `cat,‸${'a'.repeat(1_000)}.jpg,1`)).toBeDefined();
});

test.each([
  ['plaintext', 'file:///a/table.CSV', 'x;c‸at.jpg;y'],
  ['plaintext', 'file:///a/settings.toml', "x = 'c:\\c‸at.jpg'"],
  ['jupyter', 'file:///a/book.ipynb', '"![a](c‸at.jpg)\\n"'],
  ['plaintext', 'file:///a/notes.txt', 'See "c‸at.jpg".'],
  ['plaintext', 'untitled:Untitled-1', 'See ![a](c‸at.jpg).'],
  ['rust', 'file:///a/main.rs', 'open("c‸at.jpg")'],
])('language %s, %s: %s', (languageId, uri, line) => {
  const found = findImageReferences(line.replace('‸', ''), line.indexOf('‸'), { languageId, uri });
  expect(found.map(({ target }) => target.replace(/^c:\\/, ''))).toContain('cat.jpg');
});

test('the places of a line where there may be images', () => {
  expect([...imageNamePlaces('a.jpg, b.txt and "c.PNG"')]).toEqual([1, 19]);
});

const piece = fc.constantFrom(
  ...['![', '[', ']', '](', '(', ')', '<', '>', '\\', '"', "'", '`', '${', '}', ' ', '\t', '\n'],
  ...['cat', '.jpg', '.svg?', '!', '猫', '[a]: ', '<img src=', '<a href=', 'srcset="', '=', '://'],
  ...['url(', ',', ';', '|', ': ', '- ', ' #', '\\u732b', '\\', '&amp;', '&#x110000;', '\ud83d'],
  ...["r'", "f'", '""', "''", '\\n', '\\U0001F431', '{', 'file:///', '~/'],
);
const line = fc
  .array(fc.oneof(piece, fc.string({ maxLength: 3 })), { maxLength: 60 })
  .map((pieces) => pieces.join(''));

test.each(languages)('%s: whatever the line, references are around the position', (language) => {
  fc.assert(
    fc.property(line, fc.nat(200), (text, character) => {
      for (const { start, end, target } of referencesIn(language, text, character)) {
        expect(start).toBeGreaterThanOrEqual(0);
        expect(start).toBeLessThanOrEqual(character);
        expect(end).toBeGreaterThan(character);
        expect(end).toBeLessThanOrEqual(text.length);
        expect(target).not.toBe('');
      }
    }),
    { numRuns: 1_000 },
  );
});

/** What is slow for a scan that looks back or ahead from each place. */
const repeated = [
  ...['](', '![', '![](', '![](<', '[](a "', '\\', '![](cat.jpg)', '![](('],
  ...['[', '[a]: ', '[a]: cat.jpg "', '> ', '<a ', '<a "', "<img src='", '<img a ', '<a a=\t'],
  ...[
    '"',
    "'",
    '`',
    '\\"',
    '""',
    ' ',
    '\t',
    '- ',
    ': ',
    '#',
    ' # ',
    '!a ',
    ': !a ',
    '&a ',
    ',',
    '{',
  ],
  ...['url(', 'url( ', 'url(\\a ', 'src=', 'src="', 'srcset="a ', 'srcset="a, ', 'srcset=a,', '&'],
  ...['"cat.jpg",', '.jpg', 'a.jpg,', "r'", '\\u0041', '&amp;', 'data-', '?a ', '\n', 'srcset=",'],
];

test.each(languages)('%s: long lines of the same take no noticeable time', (language) => {
  for (const part of repeated) {
    const text = part.repeat(100_000 / part.length);
    const began = performance.now();
    referencesIn(language, text, text.length / 2);
    referencesIn(language, `"${text}`, 1_023);
    // Some milliseconds; a scan quadratic in the line would take minutes.
    expect(performance.now() - began, JSON.stringify(part)).toBeLessThan(1_000);
  }
});

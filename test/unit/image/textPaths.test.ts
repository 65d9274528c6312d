import sharp from 'sharp';
import { expect, test } from 'vitest';
import { escaped, fitted, withTextPaths } from '../../../server/src/image/text/textPaths';

const text = (content: string, attributes = '') =>
  `<text font-size="20"${attributes} fill="#000" transform="translate(100,30)">${content}</text>`;
const svg = (content: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="40"><rect width="200" height="40" fill="white"/>${content}</svg>`;

/** Columns of the rendered picture with something dark in them: the first and the last. */
async function inked(content: string): Promise<[number, number]> {
  const { data, info } = await sharp(Buffer.from(withTextPaths(svg(content))))
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const columns = Array.from({ length: info.width }, (_, x) => x).filter((x) =>
    Array.from({ length: info.height }, (_, y) => data[(y * info.width + x) * info.channels]!).some(
      (value) => value < 100,
    ),
  );
  return [columns[0]!, columns.at(-1)!];
}

test('texts become outlines, which need no font', () => {
  const drawn = withTextPaths(svg(text('difference of errors: −0.5 × 10 “é” ↑')));
  expect(drawn).not.toContain('<text');
  expect(drawn.match(/<path /g)!.length).toBeGreaterThan(25);
});

test.each([
  ['start', 98, 103, 130, 170],
  ['middle', 70, 85, 115, 130],
  ['end', 30, 70, 95, 101],
])('a text is anchored at its %s', async (anchor, ...[a, b, c, d]) => {
  const [from, to] = await inked(text('error', ` text-anchor="${anchor}"`));
  expect(from).toBeGreaterThanOrEqual(a);
  expect(from).toBeLessThanOrEqual(b);
  expect(to).toBeGreaterThanOrEqual(c);
  expect(to).toBeLessThanOrEqual(d);
});

test('bold is bolder', () => {
  expect(withTextPaths(text('a', ' font-weight="bold"'))).toContain('stroke-width');
  expect(withTextPaths(text('a', ' font-weight="600"'))).toContain('stroke-width');
  expect(withTextPaths(text('a', ' font-weight="400"'))).not.toContain('stroke-width');
});

test('entities are the characters that they stand for', () => {
  const paths = (content: string) => withTextPaths(text(content)).match(/<path /g)!.length;
  expect(paths('a &amp; b &lt;c&gt; &quot;')).toBe('a&b<c>"'.length);
});

test.each(['猫', 'кот', 'A&nbsp;B', 'caf&#233;'])(
  'what there is no outline for is left to the fonts of the machine: %s',
  (content) => {
    expect(withTextPaths(text(content))).toBe(text(content));
  },
);

test('a text that is too long is cut, and says so', () => {
  expect(fitted('short', 10)).toBe('short');
  const cut = fitted('m'.repeat(100), 10);
  expect(cut).toMatch(/^m{8,10}…$/);
  expect(fitted('猫'.repeat(100), 10)).toBe(`${'猫'.repeat(9)}…`);
});

test('markup and controls in a text do no harm', () => {
  expect(escaped('<b>&"\u0000\u0007')).toBe('&lt;b&gt;&amp;"');
});

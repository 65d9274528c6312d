import { expect, test } from 'vitest';
import { hovered, targets } from './hovered';

const at = (line: string) => hovered('html', line);

test.each([
  ['an image', '<img src="photos/c‸at.jpg">', 'photos/cat.jpg'],
  ['single quotes', "<IMG SRC = 'my c‸at.jpg' />", 'my cat.jpg'],
  ['no quotes', '<img src=c‸at.jpg width=5>', 'cat.jpg'],
  ['an image that loads late', '<img data-src="c‸at.jpg" src="no.jpg">', 'cat.jpg'],
  ['a link', '<a href="/photos/c‸at.jpg">cat</a>', '/photos/cat.jpg'],
  ['an icon', '<link rel="icon" href="c‸at.svg">', 'cat.svg'],
  ['a poster', '<video src="cat.mp4" poster="c‸at.webp"></video>', 'cat.webp'],
  ['an image button', '<input type="image" src="c‸at.png">', 'cat.png'],
  ['an object', '<object data="c‸at.svg"></object>', 'cat.svg'],
  ['a preview', '<meta property="og:image" content="c‸at.jpg">', 'cat.jpg'],
  ['an image of SVG', '<image xlink:href="c‸at.tiff"/>', 'cat.tiff'],
  ['the first of a set', '<source srcset="sm‸all.jpg 1x, large.jpg 2x">', 'small.jpg'],
  ['the last of a set', '<img srcset="small.jpg 480w,la‸rge.jpg 800w">', 'large.jpg'],
  ['a set of one', '<source data-srcset=c‸at.avif type=image/avif>', 'cat.avif'],
  ['entities', '<img src="Tom&amp;J‸erry&#32;&#x31F;.jpg">', 'Tom&Jerry \u031F.jpg'],
  ['an attribute on a line of its own', '      src="c‸at.jpg"', 'cat.jpg'],
  ['a style', `<p style="background: url('c‸at.jpg')">`, 'cat.jpg'],
  ['a style without quotes', '<p style="background: url(c‸at.jpg)">', 'cat.jpg'],
  ['a script', '<script>load("c‸at.jpg")</script>', 'cat.jpg'],
  ['a query', '<img src="cat.jpg?v‸=2">', 'cat.jpg?v=2'],
])('finds %s', (_, line, target) => {
  expect(at(line)?.target).toBe(target);
});

test.each([
  ['the value', '<img src="c‸at.jpg">', 'cat.jpg'],
  ['a candidate', '<img srcset="a.jpg 1x, b‸.jpg 2x">', 'b.jpg'],
  ['the tag', '<im‸g src="cat.jpg">', '<img src="cat.jpg">'],
  ['the tag of a link', '<a cl‸ass="x" href="cat.jpg">', '<a class="x" href="cat.jpg">'],
])('the piece of the line is %s', (_, line, text) => {
  expect(at(line)?.text).toBe(text);
});

test.each([
  ['text', '<p>c‸at.jpg</p>'],
  ['a page', '<a href="c‸at.html">'],
  ['a tag without a source', '<img al‸t="cat.jpg">'],
  ['the descriptor of a candidate', '<source srcset="a.jpg 1‸x, b.jpg 2x">'],
])('finds nothing: %s', (_, line) => {
  expect(at(line)).toBeUndefined();
});

test('an entity beyond Unicode stays as it is', () => {
  expect(targets('html', '<img src="&#x110000;c‸at.jpg">')).toContain('&#x110000;cat.jpg');
});

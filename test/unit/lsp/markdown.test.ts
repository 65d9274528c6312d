import fc from 'fast-check';
import { expect, test } from 'vitest';
import { classifyLink, escapeMarkdown } from '../../../server/src/lsp/markdown';

test.each([
  ['a command link', '](command:evil) [x', '\\]\\(command\\:evil\\) \\[x'],
  [
    'an image',
    '![x](http://e.example/p.png)',
    '\\!\\[x\\]\\(http\\:\\/\\/e\\.example\\/p\\.png\\)',
  ],
  ['HTML', '<img src=x>', '\\<img src\\=x\\>'],
  ['an entity', '&lt;', '\\&lt\\;'],
  ['an icon', '$(zap)', '\\$\\(zap\\)'],
  ['an escape of our escape', '\\*', '\\\\\\*'],
  ['a new paragraph', 'a\n\n# b', 'a\uFFFD\uFFFD\\# b'],
  ['turned writing', 'cat\u202Egpj.exe', 'cat\uFFFDgpj\\.exe'],
  ['other alphabets', 'кошка 猫', 'кошка 猫'],
])('escapes %s', (_, text, escaped) => {
  expect(escapeMarkdown(text)).toBe(escaped);
});

test('leaves no punctuation bare and loses nothing that can be seen', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const escaped = escapeMarkdown(text);
      expect(escaped.replace(/\\[!-/:-@[-`{-~]/g, '')).not.toMatch(/[!-/:-@[-`{-~]/);
      expect(escaped.replace(/\\([!-/:-@[-`{-~])/g, '$1')).toBe(text);
    }),
  );
});

test.each([
  'file:///home/me/cat.jpg',
  'file:///home/me/my%20cat%23100%25%3F.jpg',
  "file:///x/a)(b'!*.jpg",
  'file:///x/%5D%28command%3Aevil%29.jpg',
])('the link to classify %s carries it through both of VS Code’s decodings', (uri) => {
  const link = classifyLink('Classify it', uri);
  const [, query] =
    /^\[Classify it\]\(command:diffusionClassifier\.classifyImage\?([\w%.~-]+)\)$/.exec(link)!;
  const parsed = decodeURIComponent(query!);
  expect(JSON.parse(decodeURIComponent(parsed))).toEqual([uri]);
});

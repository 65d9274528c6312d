import fc from 'fast-check';
import { expect, test } from 'vitest';
import { commandLink, escapeMarkdown } from '../../../server/src/lsp/markdown';

test.each([
  ['a command link', '](command:evil) [x', '\\]\\(command\\:evil\\) \\[x'],
  ['an image', '![x](http://e.example/p.png)', '\\!\\[x\\]\\(http\\:\\/\\/e.example\\/p.png\\)'],
  ['HTML', '<img src=x>', '\\<img src\\=x\\>'],
  ['an entity', '&lt;', '\\&lt\\;'],
  ['an icon', '$(zap)', '\\$\\(zap\\)'],
  ['an escape of our escape', '\\*', '\\\\\\*'],
  ['a new paragraph', 'a\n\n# b', 'a\uFFFD\uFFFD\\# b'],
  ['turned writing', 'cat\u202Egpj.exe', 'cat\uFFFDgpj.exe'],
  ['other alphabets', 'кошка 猫', 'кошка 猫'],
  ['no mark inside a word', 'my_cat-2.jpg', 'my_cat-2.jpg'],
  ['no mark inside a word of another alphabet', '我的猫_1.jpg', '我的猫_1.jpg'],
  ['marks at the ends of words', '- a_ _b 1. -', '\\- a\\_ \\_b 1\\. \\-'],
  ['what some readers take for a link', 'www.e.example', 'www\\.e.example'],
])('escapes %s', (_, text, escaped) => {
  expect(escapeMarkdown(text)).toBe(escaped);
});

test('leaves no punctuation bare but for words with marks inside, and loses nothing', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const escaped = escapeMarkdown(text);
      const bare = escaped.replace(/\\[!-/:-@[-`{-~]/g, ' ');
      expect(bare).not.toMatch(/[!-,/:-@[-^`{-~]|(?<![a-z0-9])[._-]|[._-](?![a-z0-9])|www\./i);
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
  const link = commandLink('Classify it', 'classifyImage', uri);
  const [, query] =
    /^\[Classify it\]\(command:diffusionClassifier\.classifyImage\?([\w%.~-]+)\)$/.exec(link)!;
  const parsed = decodeURIComponent(query!);
  expect(JSON.parse(decodeURIComponent(parsed))).toEqual([uri]);
});

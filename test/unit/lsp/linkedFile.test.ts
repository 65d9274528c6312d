import path from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linkedFile } from '../../../server/src/lsp/linkedFile';

const folder = path.resolve('/home/me/notes');
const document = pathToFileURL(path.join(folder, 'day one.md')).href;

test.each([
  ['beside the document', 'cat.jpg', path.join(folder, 'cat.jpg')],
  ['in another folder', '../photos/./cat.jpg', path.resolve('/home/me/photos/cat.jpg')],
  ['percent-encoded', 'my%20cat%23.jpg', path.join(folder, 'my cat#.jpg')],
  ['with a stray per cent sign', '100%.jpg', path.join(folder, '100%.jpg')],
  ['with query and fragment', 'cat.jpg?raw=true#x', path.join(folder, 'cat.jpg')],
  ['absolute', '/photos/cat.jpg', path.resolve('/photos/cat.jpg')],
  ['a file URI', pathToFileURL(path.resolve('/p q/cat.jpg')).href, path.resolve('/p q/cat.jpg')],
])('%s', (_, target, file) => {
  expect(linkedFile(target, document)).toBe(file);
});

test.each([
  ['the web', 'https://example.com/cat.jpg'],
  ['a data URI', 'data:image/png;base64,AAAA'],
  ['another machine, as a URI', 'file://server/share/cat.jpg'],
  ['another machine, as a path', '//server/share/cat.jpg'],
  ['another machine, Windows path', '\\\\server\\share\\cat.jpg'],
  ['another machine, in disguise', '%2F%5Cserver/share/cat.jpg'],
])('never leads to %s', (_, target) => {
  expect(linkedFile(target, document)).toBeUndefined();
});

test('relative to a document that is no file leads nowhere', () => {
  expect(linkedFile('cat.jpg', 'untitled:Untitled-1')).toBeUndefined();
});

test('never throws, and answers an absolute path or nothing', () => {
  const piece = fc.oneof(
    fc.constantFrom('file:', '//', '/', '..', 'c:', '%2F', '%00', '%E0', '\\', '\ud83d', '?', '#'),
    fc.string({ maxLength: 3 }),
  );
  fc.assert(
    fc.property(fc.array(piece), fc.array(piece), (targetPieces, uriPieces) => {
      const target = targetPieces.join('');
      const uri = uriPieces.join('');
      for (const from of [document, uri]) {
        const file = linkedFile(target, from);
        expect(file === undefined || path.isAbsolute(file)).toBe(true);
      }
    }),
  );
});

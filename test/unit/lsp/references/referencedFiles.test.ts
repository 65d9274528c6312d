import { homedir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { referencedFiles } from '../../../../server/src/lsp/references';

const folder = path.resolve('/home/me/notes');
const document = pathToFileURL(path.join(folder, 'day one.md')).href;
const roots = [path.resolve('/home/me/one'), path.resolve('/home/me/two')];

type Notation = 'url' | 'path';

function filesOf(target: string, notation: Notation, uri = document, folders: string[] = []) {
  return referencedFiles({ target, notation, start: 0, end: 1 }, uri, folders);
}

test.each<[string, string, string, Notation?]>([
  ['beside the document', 'cat.jpg', path.join(folder, 'cat.jpg')],
  ['in another folder', '../photos/./cat.jpg', path.resolve('/home/me/photos/cat.jpg')],
  ['percent-encoded', 'my%20cat%23.jpg', path.join(folder, 'my cat#.jpg')],
  ['a stray per cent sign', '100%.jpg', path.join(folder, '100%.jpg')],
  ['query and fragment', 'cat.jpg?raw=true#x', path.join(folder, 'cat.jpg')],
  ['a per cent sign in a path', '100%25.jpg', path.join(folder, '100%25.jpg'), 'path'],
  ['a hash in a path', 'cat #1.jpg', path.join(folder, 'cat #1.jpg'), 'path'],
  ['absolute', '/photos/cat.jpg', path.resolve('/photos/cat.jpg')],
  ['a file URI', pathToFileURL(path.resolve('/p q/cat.jpg')).href, path.resolve('/p q/cat.jpg')],
  ['the same in a path', 'file:///p%20q/cat.jpg', path.resolve('/p q/cat.jpg'), 'path'],
  ['from the home folder', '~/photos/cat.jpg', path.join(homedir(), 'photos/cat.jpg')],
  ['from the home folder, Windows path', '~\\cat.jpg', path.join(homedir(), 'cat.jpg'), 'path'],
])('%s', (_, target, file, notation = 'url') => {
  expect(filesOf(target, notation)[0]).toBe(file);
});

test('what looks percent-encoded is tried both ways, the way of the language first', () => {
  const decoded = path.join(folder, 'a b.jpg');
  const asItIs = path.join(folder, 'a%20b.jpg');
  expect(filesOf('a%20b.jpg', 'url')).toEqual([decoded, asItIs]);
  expect(filesOf('a%20b.jpg', 'path')).toEqual([asItIs, decoded]);
});

test('letters with marks are tried as they are, composed and decomposed', () => {
  const composed = path.join(folder, 'caf\u00E9.jpg');
  const decomposed = path.join(folder, 'cafe\u0301.jpg');
  expect(filesOf('caf\u00E9.jpg', 'path')).toEqual([composed, decomposed]);
  expect(filesOf('cafe\u0301.jpg', 'path')).toEqual([decomposed, composed]);
  expect(filesOf('file:///caf%C3%A9.jpg', 'url')).toEqual([
    path.resolve('/caf\u00E9.jpg'),
    path.resolve('/cafe\u0301.jpg'),
  ]);
});

test('what is not beside the document may be in a workspace folder', () => {
  expect(filesOf('img/cat.jpg', 'path', document, roots)).toEqual([
    path.join(folder, 'img/cat.jpg'),
    path.join(roots[0]!, 'img/cat.jpg'),
    path.join(roots[1]!, 'img/cat.jpg'),
  ]);
});

test('what has no file of that absolute path may be meant from the root of the workspace', () => {
  expect(filesOf('/img/cat.jpg', 'url', document, roots)).toEqual([
    path.resolve('/img/cat.jpg'),
    path.join(roots[0]!, 'img/cat.jpg'),
    path.join(roots[1]!, 'img/cat.jpg'),
  ]);
});

test('a cell is where its notebook is', () => {
  const cell = `${document.replace(/^file:/, 'vscode-notebook-cell:')}#W0sZmlsZQ%3D%3D`;
  expect(filesOf('cat.jpg', 'path', cell)).toEqual([path.join(folder, 'cat.jpg')]);
});

test('beside a document that is no file there is nothing but the workspace', () => {
  expect(filesOf('cat.jpg', 'url', 'untitled:Untitled-1')).toEqual([]);
  expect(filesOf('cat.jpg', 'url', 'untitled:Untitled-1', roots)).toEqual(
    roots.map((root) => path.join(root, 'cat.jpg')),
  );
});

const foreign = [
  ['the web', 'https://example.com/cat.jpg'],
  ['a data URI', 'data:image/png;base64,AAAA.jpg'],
  ['another machine, as a URI', 'file://server/share/cat.jpg'],
  ['another machine, as a URI with an empty host', 'file:////server/share/cat.jpg'],
  ['another machine, as a path', '//server/share/cat.jpg'],
  ['another machine, Windows path', '\\\\server\\share\\cat.jpg'],
  ['another machine, Windows device', '\\\\?\\UNC\\server\\share\\cat.jpg'],
  ['a file URI that is none', 'file:///%2F/cat.jpg'],
] as const;

test.each(foreign)('never leads to %s', (_, target) => {
  expect(filesOf(target, 'url', document, roots)).toEqual([]);
  expect(filesOf(target, 'path', document, roots)).toEqual([]);
});

test('another machine in disguise is a name like any other, undecoded', () => {
  const name = '%2F%5Cserver/share/cat.jpg';
  expect(filesOf(name, 'url')).toEqual([path.join(folder, name)]);
});

test('never throws, and answers absolute paths of this machine or nothing', () => {
  const piece = fc.oneof(
    fc.constantFrom(...['file:', '//', '/', '..', 'c:', '%2F', '%5C', '%00', '%E0', '\\']),
    fc.constantFrom(...['\ud83d', '?', '#', '~/', '~', '\u00E9', '\r', '\n', 'http:', '.jpg']),
    fc.string({ maxLength: 3 }),
  );
  const text = fc.array(piece).map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(text, text, fc.constantFrom<Notation>('url', 'path'), (target, uri, notation) => {
      for (const from of [document, uri]) {
        for (const file of filesOf(target, notation, from, roots)) {
          expect(path.isAbsolute(file)).toBe(true);
          expect(file).not.toMatch(/^(?:\/\/|\\\\)/);
        }
      }
    }),
    { numRuns: 1_000 },
  );
});

import { expect, test, vi } from 'vitest';
import { referencedFiles } from '../../../../server/src/lsp/references';

// As Node has them on Windows.
vi.mock('node:path', async (original) => {
  const { win32 } = await original<typeof import('node:path')>();
  return { default: win32, ...win32 };
});
vi.mock('node:os', () => ({ homedir: () => 'C:\\Users\\me' }));
vi.mock('node:url', async (original) => {
  const url = await original<typeof import('node:url')>();
  return { ...url, fileURLToPath: (uri: string) => url.fileURLToPath(uri, { windows: true }) };
});

function filesOf(target: string, notation: 'url' | 'path' = 'path'): string[] {
  const reference = { target, notation, start: 0, end: 1 };
  return referencedFiles(reference, 'file:///c%3A/notes/day.md', ['D:\\work']);
}

test.each([
  ['a drive', 'E:\\photos\\cat.jpg', ['E:\\photos\\cat.jpg']],
  ['a drive with slashes', 'E:/photos/cat.jpg', ['E:\\photos\\cat.jpg']],
  ['beside the document', 'img\\cat.jpg', ['c:\\notes\\img\\cat.jpg', 'D:\\work\\img\\cat.jpg']],
  ['the home folder', '~/cat.jpg', ['C:\\Users\\me\\cat.jpg']],
  ['a file URI', 'file:///e%3A/cat.jpg', ['e:\\cat.jpg']],
])('%s', (_, target, files) => {
  expect(filesOf(target)).toEqual(files);
});

test('the root of the workspace', () => {
  expect(filesOf('/img/cat.jpg', 'url')).toContain('D:\\work\\img\\cat.jpg');
});

test.each([
  '\\\\server\\share\\cat.jpg',
  '//server/share/cat.jpg',
  '\\/server/share/cat.jpg',
  'file://server/share/cat.jpg',
  'file:////server/share/cat.jpg',
  '\\\\.\\pipe\\cat.jpg',
])('%s is never asked for', (target) => {
  expect(filesOf(target)).toEqual([]);
  expect(filesOf(target, 'url')).toEqual([]);
});

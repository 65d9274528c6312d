import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readLabelledFolder } from '../../../server/src/groundTruth';

const root = mkdtempSync(path.join(tmpdir(), 'labelled-'));
afterAll(() => rmSync(root, { recursive: true }));

/** A folder with these files, empty ones. */
function folderOf(name: string, files: readonly string[]): string {
  const folder = path.join(root, name);
  mkdirSync(folder, { recursive: true });
  for (const file of files) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), '');
  }
  return folder;
}

test('the images of each sub-folder, at any depth, sorted; nothing hidden and nothing else', async () => {
  const folder = folderOf('mixed', [
    ...['dog/b.PNG', 'dog/a.jpg', 'dog/2024/c.webp', 'dog/notes.txt', 'dog/._a.jpg'],
    ...['cat/x.jpeg', '.git/y.png', 'readme.png'],
  ]);
  expect(await readLabelledFolder(folder)).toEqual({
    labels: ['cat', 'dog'],
    images: [
      { file: path.join(folder, 'cat/x.jpeg'), label: 'cat' },
      { file: path.join(folder, 'dog/2024/c.webp'), label: 'dog' },
      { file: path.join(folder, 'dog/a.jpg'), label: 'dog' },
      { file: path.join(folder, 'dog/b.PNG'), label: 'dog' },
    ],
  });
});

test('links to folders and to images count as what they lead to', async () => {
  const target = folderOf('target', ['cat/x.png', 'one.png']);
  const folder = folderOf('linked', ['dog/a.png']);
  symlinkSync(path.join(target, 'cat'), path.join(folder, 'cat'));
  symlinkSync(path.join(target, 'one.png'), path.join(folder, 'dog', 'b.png'));
  symlinkSync(path.join(target, 'nowhere'), path.join(folder, 'broken'));
  const { images, labels } = await readLabelledFolder(folder);
  expect(labels).toEqual(['cat', 'dog']);
  expect(images.map(({ file }) => path.relative(folder, file))).toEqual([
    path.join('cat', 'x.png'),
    path.join('dog', 'a.png'),
    path.join('dog', 'b.png'),
  ]);
});

test.each([
  ['a folder that is not there', path.join(root, 'none'), /none cannot be read \(ENOENT\)/],
  ['a folder of images alone', folderOf('flat', ['a.png']), /flat has no sub-folder: expected one/],
  ['a single label', folderOf('single', ['cat/a.png']), /single has one sub-folder only/],
  ['a label without images', folderOf('empty', ['cat/a.png', 'dog/a.txt']), /dog has no images/],
])('%s is refused in words', async (_, folder, message) => {
  await expect(readLabelledFolder(folder)).rejects.toMatchObject({
    code: 'options-invalid',
    message: expect.stringMatching(message),
  });
});

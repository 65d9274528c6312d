import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { labelsOfFolders } from '../../../client/src/labelSets/folderNames';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'folder-names-'));
});

afterEach(() => rm(folder, { recursive: true }));

/** Makes files and, where a path ends in a slash, folders. */
async function make(...paths: string[]): Promise<void> {
  for (const each of paths) {
    const file = path.join(folder, each);
    await mkdir(each.endsWith('/') ? file : path.dirname(file), { recursive: true });
    if (!each.endsWith('/')) await writeFile(file, '');
  }
}

test('folders with images at any depth are labels, in natural order', async () => {
  await make('class10/a.jpg', 'class2/deep/er/b.PNG', 'Class1/c.webp', 'notes/readme.md', 'x.jpg');
  expect(await labelsOfFolders(folder)).toEqual(['Class1', 'class2', 'class10']);
});

test('empty folders are labels as long as none has an image', async () => {
  await make('dog/', 'cat/', 'cat/empty/');
  expect(await labelsOfFolders(folder)).toEqual(['cat', 'dog']);
  await make('dog/1.jpg');
  expect(await labelsOfFolders(folder)).toEqual(['dog']);
});

test('parts of a data set are no labels, but what is in them', async () => {
  await make('train/cat/1.jpg', 'train/dog/2.jpg', 'Test/dog/3.jpg', 'Test/fox/4.jpg');
  expect(await labelsOfFolders(folder)).toEqual(['cat', 'dog', 'fox']);
  await make('birds/5.jpg');
  expect(await labelsOfFolders(folder)).toEqual(['birds', 'Test', 'train']);
});

test('what is hidden is left out, whatever it holds', async () => {
  await make('.git/a.jpg', 'cat/.thumbnails/b.jpg', 'dog/c.jpg', 'cow/d.jpg');
  expect(await labelsOfFolders(folder)).toEqual(['cow', 'dog']);
});

test('a folder that leads back to itself ends', async () => {
  await make('cat/1.jpg', 'dog/1.jpg', 'loop/');
  await symlink(folder, path.join(folder, 'loop/again'));
  expect(await labelsOfFolders(folder)).toEqual(['cat', 'dog']);
});

test('a file, or what is not there, is no folder', async () => {
  await make('image.jpg');
  await expect(labelsOfFolders(path.join(folder, 'image.jpg'))).rejects.toThrow('ENOTDIR');
  await expect(labelsOfFolders(path.join(folder, 'missing'))).rejects.toThrow('ENOENT');
});

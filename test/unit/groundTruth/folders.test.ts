import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readGroundTruth } from '../../../server/src/groundTruth';
import { makeFolder } from './makeFolder';

const pets = ['dog/b.png', 'dog/2024/c.webp', 'cat/x.jpeg'];

test('the first folder of a path is the label, at any depth', async () => {
  const truth = await readGroundTruth(makeFolder(pets), 'folders', undefined);
  expect(truth).toMatchObject({ kind: 'folders', labels: ['cat', 'dog'], missing: [] });
  expect(truth?.labelOf('dog/2024/c.webp')).toBe('dog');
  expect(truth?.labelOf('cat/x.jpeg')).toBe('cat');
  expect(truth?.labelOf('beside.png')).toBeUndefined();
});

test('folders without images, and hidden ones, are no labels', async () => {
  const folder = makeFolder([...pets, '.cache/a.png', 'notes/a.txt', 'dog/.thumbs/a.png']);
  mkdirSync(path.join(folder, 'empty'));
  const truth = await readGroundTruth(folder, 'folders', undefined);
  expect(truth?.labels).toEqual(['cat', 'dog']);
});

test('links to folders count, and one that leads back ends nowhere', async () => {
  const target = makeFolder(['deep/x.png']);
  const folder = makeFolder(['dog/a.png']);
  symlinkSync(target, path.join(folder, 'cat'));
  mkdirSync(path.join(folder, 'loop'));
  symlinkSync(path.join(folder, 'loop'), path.join(folder, 'loop', 'again'));
  symlinkSync(path.join(folder, 'nowhere'), path.join(folder, 'loop', 'broken'));
  const truth = await readGroundTruth(folder, 'folders', undefined);
  expect(truth?.labels).toEqual(['cat', 'dog']);
});

test('labels that have no folder, and folders that are no label, are left as they are', async () => {
  const folder = makeFolder([...pets, 'fox/a.png']);
  const truth = await readGroundTruth(folder, 'folders', ['bird', 'cat', 'dog']);
  expect(truth?.labels).toEqual(['cat', 'dog', 'fox']);
  expect(truth?.labelOf('fox/a.png')).toBe('fox');
});

test('an accent written in two characters is the same name, and comes as the label has it', async () => {
  const folder = makeFolder(['cafe\u0301/a.png', 'dog/a.png']);
  const truth = await readGroundTruth(folder, undefined, ['caf\u00e9', 'dog']);
  expect(truth?.labels).toEqual(['caf\u00e9', 'dog']);
  expect(truth?.labelOf('cafe\u0301/a.png')).toBe('caf\u00e9');
});

test.each([
  ['every folder is a label', pets, ['cat', 'dog', 'fox'], 'folders'],
  ['images lie beside folders that are labels', [...pets, 'x.png'], ['cat', 'dog'], 'folders'],
  ['one folder is no label', [...pets, 'misc/a.png'], ['cat', 'dog'], undefined],
  ['there are no folders', ['a.png'], ['cat', 'dog'], undefined],
  ['no labels are given and there are several folders', pets, undefined, 'folders'],
  ['no labels are given and images lie beside', [...pets, 'x.png'], undefined, undefined],
  ['no labels are given and there is one folder', ['cat/x.png'], undefined, undefined],
])('by default, where %s', async (_, files, labels, kind) => {
  const truth = await readGroundTruth(makeFolder(files), undefined, labels);
  expect(truth?.kind).toBe(kind);
});

test('none is none', async () => {
  expect(await readGroundTruth(makeFolder(pets), 'none', ['cat', 'dog'])).toBeUndefined();
});

test.each([
  ['Polar_Bear', 'polar bear'],
  ['polar-bear', 'polar bear'],
  ['POLAR BEAR ', 'polar bear'],
])('%j is not silently taken for %j', async (name, label) => {
  const folder = makeFolder([`${name}/a.png`, 'dog/a.png']);
  const message = `A folder in ${folder} is called "${name}", the label "${label}": they are not taken for the same. Write both in one way, or say that there is no ground truth ("none").`;
  for (const source of ['folders', undefined] as const) {
    await expect(readGroundTruth(folder, source, ['dog', label])).rejects.toMatchObject({
      code: 'options-invalid',
      message,
      details: { folder, name, label },
    });
  }
});

test.each([
  ['images alone', ['a.png'], ['cat', 'dog'], /has no sub-folder with images/],
  ['one folder and no labels', ['cat/a.png'], undefined, /one sub-folder only.*at least two/],
  ['no folder that is a label', ['train/cat/a.png'], ['cat'], /folders: "train"; labels: "cat"/],
])('asked for, %s are refused in words', async (_, files, labels, message) => {
  await expect(readGroundTruth(makeFolder(files), 'folders', labels)).rejects.toMatchObject({
    code: 'options-invalid',
    message: expect.stringMatching(message),
  });
});

test('a folder that is not there is named', async () => {
  const folder = path.join(makeFolder([]), 'gone');
  await expect(readGroundTruth(folder, undefined, undefined)).rejects.toMatchObject({
    code: 'folder-not-readable',
    message: expect.stringContaining(`${folder} cannot be read (ENOENT)`),
  });
});

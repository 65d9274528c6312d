import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SortWay } from '../../../server/src/protocol';
import { previewSort, type SortRequest, sortImages, undoSort } from '../../../server/src/sorting';
import { classified, plant, type Tree, treeOf } from './tree';

type Change = 'link' | 'symlink' | 'unlink' | 'rename' | 'copyFile' | 'mkdir' | 'writeFile';

/** What the disk answers to a change of a file, where it refuses it. */
const refusals = vi.hoisted(() => ({
  of: (_change: string, _from: string, _to: string): string | undefined => undefined,
}));

vi.mock('node:fs/promises', async (importOriginal) => {
  const real = await importOriginal<typeof import('node:fs/promises')>();
  const refusing =
    (change: Change) =>
    async (...args: unknown[]): Promise<unknown> => {
      const code = refusals.of(change, String(args[0]), String(args[1]));
      if (code !== undefined) throw Object.assign(new Error(`${code}: refused`), { code });
      return await (real[change] as (...given: unknown[]) => Promise<unknown>)(...args);
    };
  const changes: Change[] = [
    'link',
    'symlink',
    'unlink',
    'rename',
    'copyFile',
    'mkdir',
    'writeFile',
  ];
  return { ...real, ...Object.fromEntries(changes.map((change) => [change, refusing(change)])) };
});

let root: string;
let folder: string;
let to: string;
const photos: Tree = { 'a.png': 'A', 'b.png': 'B' };

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'sorting-'));
  folder = path.join(root, 'photos');
  to = path.join(root, 'photos-sorted');
  plant(folder, photos);
});
afterEach(() => {
  refusals.of = () => undefined;
  rmSync(root, { recursive: true, force: true });
});

function request(way: SortWay): SortRequest {
  const images = classified(folder, { 'a.png': 'cat', 'b.png': 'dog' });
  return { folder, to, way, labels: ['cat', 'dog'], images };
}

const refuse = (...rules: [change: Change, code: string, name?: RegExp][]): void => {
  refusals.of = (change, from, target) =>
    rules.find(([one, , name = /\.png/]) => one === change && name.test(`${from} ${target}`))?.[1];
};

test('a system that refuses symbolic links gets hard ones, and says so', async () => {
  refuse(['symlink', 'EPERM']);
  const sorted = await sortImages(request('link'));
  expect(sorted).toMatchObject({ images: 2, hardLinked: true });
  expect(treeOf(to)).toMatchObject({ 'cat/a.png': 'A', 'dog/b.png': 'B' });
  await undoSort(sorted.log!);
  expect(existsSync(to)).toBe(false);
});

test('a disk that has no links at all is named, and nothing is left behind', async () => {
  refuse(['symlink', 'EPERM'], ['link', 'EPERM']);
  const sorted = await sortImages(request('link'));
  expect(sorted).toMatchObject({ images: 0, stay: { error: 2 } });
  expect(sorted.notSorted[0]).toEqual({
    image: 'a.png',
    reason: 'error',
    message: `${path.join(folder, 'a.png')}: EPERM: refused.`,
  });
  expect(readdirSync(path.join(to, 'cat'))).toEqual([]);
});

test('other faults of links are not taken for that', async () => {
  refuse(['symlink', 'EACCES']);
  expect((await sortImages(request('link'))).stay).toEqual({ error: 2 });
});

test('a move whose original cannot be taken away leaves one file', async () => {
  refuse(['unlink', 'EACCES', /photos\/a\.png/]);
  const sorted = await sortImages(request('move'));
  expect(sorted).toMatchObject({ images: 1, stay: { error: 1 } });
  expect(treeOf(folder)).toEqual({ 'a.png': 'A' });
  expect(readdirSync(path.join(to, 'cat'))).toEqual([]);
});

test('a move to another disk whose original cannot be taken away leaves one file', async () => {
  const between = /photos\/.*photos-sorted/;
  refuse(['link', 'EXDEV', between], ['unlink', 'EACCES', /photos\/a\.png/]);
  const sorted = await sortImages(request('move'));
  expect(sorted).toMatchObject({ images: 1, stay: { error: 1 } });
  expect(treeOf(folder)).toEqual({ 'a.png': 'A' });
  expect(readdirSync(path.join(to, 'cat'))).toEqual([]);
});

test('a disk without hard links renames, and leaves nothing where it may not', async () => {
  refuse(['link', 'EPERM'], ['rename', 'EACCES', /a\.png/]);
  const sorted = await sortImages(request('move'));
  expect(sorted).toMatchObject({ images: 1, stay: { error: 1 } });
  expect(treeOf(to)).toMatchObject({ cat: null, 'dog/b.png': 'B' });
  expect(treeOf(to)).not.toHaveProperty('cat/a.png');
});

test('a full disk ends it, with what is done kept', async () => {
  refuse(['copyFile', 'ENOSPC', /a\.png/]);
  await expect(sortImages(request('copy'))).rejects.toMatchObject({
    code: 'file-not-writable',
    message: `${to} cannot be written: ENOSPC: refused.`,
  });
  refusals.of = () => undefined;
  expect(await sortImages(request('copy'))).toMatchObject({ images: 1, stay: { sorted: 1 } });
});

test('a name that is taken meanwhile is not overwritten', async () => {
  refusals.of = (change, _from, target) => {
    const isFirst = change === 'link' && target.endsWith('cat/a.png');
    if (isFirst && !existsSync(target)) writeFileSync(target, 'somebody else');
    return undefined;
  };
  const sorted = await sortImages(request('move'));
  expect(sorted).toMatchObject({ images: 2, renamed: 1 });
  expect(treeOf(to)).toMatchObject({ 'cat/a.png': 'somebody else', 'cat/a (2).png': 'A' });
  await undoSort(sorted.log!);
  expect(treeOf(root)).toMatchObject({
    'photos/a.png': 'A',
    'photos-sorted/cat/a.png': 'somebody else',
  });
});

test('a folder that cannot be made, or written to, is named', async () => {
  refuse(['mkdir', 'EACCES', /photos-sorted$|photos-sorted \[/]);
  await expect(sortImages(request('copy'))).rejects.toMatchObject({ code: 'file-not-writable' });
  refuse(['mkdir', 'EACCES', /sorted\/cat/]);
  await expect(sortImages(request('copy'))).rejects.toMatchObject({ code: 'file-not-writable' });
  refuse(['writeFile', 'EROFS', /\.sort\.lock/]);
  await expect(sortImages(request('copy'))).rejects.toMatchObject({ code: 'file-not-writable' });
});

test('what cannot be brought back is named, and can be tried again', async () => {
  const { log } = await sortImages(request('move'));
  refuse(['link', 'EIO', /a\.png/]);
  expect(await undoSort(log!)).toEqual({
    restored: 1,
    left: 1,
    kept: [
      {
        file: path.join(to, 'cat/a.png'),
        message: `${path.join(to, 'cat/a.png')} could not be brought back: EIO: refused.`,
      },
    ],
  });
  refusals.of = () => undefined;
  const stop = new AbortController();
  stop.abort();
  await expect(undoSort(log!, { signal: stop.signal })).rejects.toMatchObject({
    code: 'cancelled',
  });
  await expect(previewSort(request('move'), { signal: stop.signal })).rejects.toMatchObject({
    code: 'cancelled',
  });
  expect(await undoSort(log!)).toMatchObject({ restored: 1, left: 0 });
  expect(treeOf(folder)).toEqual(photos);
});

test('an original that has changed keeps its copy', async () => {
  const { log } = await sortImages(request('copy'));
  writeFileSync(path.join(folder, 'a.png'), 'A, edited');
  writeFileSync(path.join(to, 'dog/b.png'), 'B, edited');
  const undone = await undoSort(log!);
  expect(undone).toMatchObject({ restored: 0, left: 2 });
  expect(readFileSync(path.join(to, 'cat/a.png'), 'utf8')).toBe('A');
  writeFileSync(path.join(folder, 'b.png'), 'another B');
  rmSync(path.join(to, 'dog/b.png'));
  const [kept] = (await undoSort(log!)).kept.filter(({ file }) => file.endsWith('b.png'));
  expect(kept!.message).toContain('is another file by now, and');
});

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { sortWays } from '../../../server/src/protocol';
import { sortImages, undoSort } from '../../../server/src/sorting';
import { classified, plant, type Tree, treeOf } from './tree';

/** A disk on which this process ends after so many changes: none of them, nor of later ones, is made. */
const disk = vi.hoisted(() => ({
  left: Number.POSITIVE_INFINITY,
  kind: 'usual' as 'usual' | 'two disks' | 'without hard links',
}));

vi.mock('node:fs/promises', async (importOriginal) => {
  const real = await importOriginal<typeof import('node:fs/promises')>();
  const failure = (code: string): Error => Object.assign(new Error(code), { code });
  const isOver = (): boolean => {
    disk.left -= 1;
    return disk.left < 0;
  };
  const change = (): void => {
    if (isOver()) throw failure('the process has ended');
  };
  const until =
    <A extends unknown[], R>(work: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      change();
      return await work(...args);
    };
  const isSorted = (file: unknown): boolean => String(file).includes('-sorted');
  return {
    ...real,
    mkdir: until(real.mkdir as (...args: unknown[]) => Promise<unknown>),
    rmdir: until(real.rmdir),
    rm: until(real.rm),
    rename: until(real.rename),
    symlink: until(real.symlink),
    unlink: until(real.unlink),
    utimes: until(real.utimes),
    writeFile: until(real.writeFile as (...args: unknown[]) => Promise<void>),
    truncate: until(real.truncate),
    link: async (from: string, to: string): Promise<void> => {
      if (disk.kind === 'without hard links') throw failure('EPERM');
      if (disk.kind === 'two disks' && isSorted(from) !== isSorted(to)) throw failure('EXDEV');
      change();
      await real.link(from, to);
    },
    copyFile: async (from: string, to: string, mode: number): Promise<void> => {
      if (isOver()) {
        if (disk.left === -1) writeFileSync(to, readFileSync(from).subarray(0, 1));
        throw failure('the process has ended');
      }
      await real.copyFile(from, to, mode);
    },
    open: async (...args: Parameters<typeof real.open>): Promise<FileHandle> => {
      if (args[1] !== undefined && args[1] !== 'r') change();
      const handle = await real.open(...args);
      const appendFile = handle.appendFile.bind(handle);
      handle.appendFile = async (text) => {
        if (isOver()) {
          if (disk.left === -1) await appendFile(String(text).slice(0, String(text).length / 2));
          throw failure('the process has ended');
        }
        await appendFile(text);
      };
      return handle;
    },
  };
});

/** Does `work` in a process that ends after so many changes; whether it came to its end. */
async function endingAfter(changes: number, work: () => Promise<unknown>): Promise<boolean> {
  disk.left = changes;
  try {
    await work();
    return true;
  } catch (error) {
    if (disk.left >= 0) throw error;
    return false;
  } finally {
    disk.left = Number.POSITIVE_INFINITY;
  }
}

const names = [
  'a.png',
  'b.png',
  'A.png',
  'a (2).png',
  'x/a.png',
  'x/b.png',
  'y/z/a.png',
  'cat/a.png',
];
const labels = ['cat', 'Cat', 'a/b', 'a_b', 'CON', 'uncertain', '..'];
const change = fc.integer({ min: 0, max: 60 });

const scenario = fc.record({
  kind: fc.constantFrom('usual', 'two disks', 'without hard links'),
  isInPlace: fc.boolean(),
  images: fc.uniqueArray(fc.constantFrom(...names), { minLength: 1 }),
  before: fc.uniqueArray(fc.constantFrom('cat/a.png', 'uncertain/a.png', 'CON', 'a_b/b.png')),
  sorts: fc.array(
    fc.record({
      way: fc.constantFrom(...sortWays),
      answers: fc.array(fc.constantFrom(...labels), { minLength: 8, maxLength: 8 }),
      end: fc.option(change),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  undos: fc.array(change, { maxLength: 2 }),
});

let root = '';
afterEach(() => rm(root, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));

describe('a process that sorts and ends at any moment', () => {
  it('has lost nothing, and undoing brings everything back', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async ({ kind, isInPlace, images, before, sorts, undos }) => {
        disk.kind = kind as typeof disk.kind;
        root = mkdtempSync(path.join(tmpdir(), 'sorting-'));
        const folder = path.join(root, 'photos');
        const to = isInPlace ? folder : path.join(root, 'photos-sorted');
        plant(folder, Object.fromEntries(images.map((name) => [name, `image ${name}`])));
        // Some of them look like a copy of an image that has not been made yet.
        plant(to, Object.fromEntries(before.map((name) => [name, `image ${path.basename(name)}`])));
        plant(folder, Object.fromEntries(images.map((name) => [name, `image ${name}`])));
        const first = treeOf(root);
        const contents = (tree: Tree) => new Set(Object.values(tree));
        const unlock = () => rmSync(path.join(to, '.sort.lock'), { force: true });

        for (const { way, answers, end } of sorts) {
          const there = images.filter((name) => treeOf(folder)[name] !== undefined);
          const given = Object.fromEntries(there.map((name, i) => [name, answers[i]]));
          const request = { folder, to, way, labels, images: classified(folder, given) };
          await endingAfter(end ?? Number.POSITIVE_INFINITY, () => sortImages(request)).catch(
            (error: Error) => {
              if (way !== 'hardLink' && way !== 'link') throw error;
            },
          );
          unlock();
          expect([...contents(treeOf(root))]).toEqual(
            expect.arrayContaining([...contents(first)].filter((content) => content !== null)),
          );
        }
        const logs = ['sort-log.jsonl', ...[2, 3, 4].map((n) => `sort-log (${n}).jsonl`)];
        for (const log of logs.filter((name) => existsSync(path.join(to, name))).toReversed()) {
          const file = path.join(to, log);
          // What ended while it began its log has begun nothing.
          if (!readFileSync(file, 'utf8').includes('\n')) rmSync(file);
          else {
            for (const changes of undos) {
              if (await endingAfter(changes, () => undoSort(file).catch(() => {}))) break;
              unlock();
            }
            if (existsSync(file)) {
              expect(await undoSort(file)).toMatchObject({ kept: [], left: 0 });
            }
          }
        }
        unlock();
        // An empty folder may be left of a process that ended before its log began, or after its end.
        const last = treeOf(root);
        if (first['photos-sorted'] === undefined) delete last['photos-sorted'];
        expect(last).toEqual(first);
        rmSync(root, { recursive: true, force: true });
      }),
      { numRuns: 60, interruptAfterTimeLimit: 60_000 },
    );
  });
});

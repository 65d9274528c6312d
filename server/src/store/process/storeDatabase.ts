import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
} from 'node:fs';
import path from 'node:path';
import type { Key, RootDatabase, Database as Table } from 'lmdb';
import { StoreFailure } from '../storeFailure';

/** Raised when what is stored changes its shape: each format has a folder of its own. */
const format = 1;

/**
 * Bytes that a disk must have free before anything is written. lmdb can crash its process when the
 * disk fills up under it (seen with 3.5.6), so it must not come to that.
 */
const reserve = 16e6;

/** Codes of lmdb for pages that hold something else than what it wrote (lmdb.h). */
const damaged = new Set([-30_797, -30_796, -30_795, -30_793, -30_784, -30_782, -30_778]);

/** Where the database lies in a cache folder. */
export function databaseFolder(cacheFolder: string): string {
  return path.join(cacheFolder, `store-${format}`);
}

function unusable(folder: string, error: unknown): StoreFailure {
  const { message } = error as Error;
  return new StoreFailure(
    'unusable',
    `${folder} cannot be used: ${message}. See that it is a folder of your own that can be written to, or set another one.`,
  );
}

function ofNewerVersion(folder: string): StoreFailure {
  return new StoreFailure(
    'unusable',
    `${folder} was written by a newer version of Diffusion Classifier: update this one, or remove the folder.`,
  );
}

function noRoom(folder: string, kind: 'full' | 'unusable'): StoreFailure {
  return new StoreFailure(
    kind,
    `the disk of ${folder} has less than ${reserve / 1e6} MB free. Make room on it.`,
  );
}

function hasRoom(folder: string): boolean {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize >= reserve;
}

/** What tells a file from others of the same name, undefined where there is none. */
function inodeOf(file: string): bigint | undefined {
  return statSync(file, { bigint: true, throwIfNoEntry: false })?.ino;
}

/** A folder, or the one above it that is there. */
function firstThatExists(folder: string): string {
  return existsSync(folder) ? folder : firstThatExists(path.dirname(folder));
}

/** Runs `work` on `folder`, and says what an error of the file system or of lmdb means. */
function reporting<T>(folder: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof StoreFailure) throw error;
    const { code, message } = error as { code?: unknown; message: string };
    if (damaged.has(Number(code))) throw new StoreFailure('damaged', message);
    throw unusable(folder, error);
  }
}

/**
 * Puts what a cache folder holds out of the way, in place of what was set aside before.
 *
 * @returns where to, undefined when there was nothing.
 * @throws StoreFailure `unusable`
 */
export function setAside(cacheFolder: string): string | undefined {
  const folder = databaseFolder(cacheFolder);
  return reporting(folder, () => {
    if (!existsSync(folder)) return undefined;
    if (!hasRoom(folder)) throw noRoom(folder, 'unusable');
    const aside = `${folder}.damaged`;
    rmSync(aside, { recursive: true, force: true });
    renameSync(folder, aside);
    return aside;
  });
}

/** The one lmdb environment of a cache folder, for what several tables hold. */
export class StoreDatabase {
  private constructor(
    readonly folder: string,
    private readonly root: RootDatabase<string, string>,
    private readonly inode: bigint | undefined,
  ) {}

  /**
   * @param cacheFolder absolute; made where it does not exist, for its owner alone.
   * @param load gives lmdb: a native module, which not every platform has.
   * @throws StoreFailure `unusable`, `damaged`. Files that are damaged can also crash the process,
   *   here or at any later time.
   */
  static open(
    cacheFolder: string,
    load: () => typeof import('lmdb') = () => require('lmdb'),
  ): StoreDatabase {
    const folder = databaseFolder(cacheFolder);
    const file = path.join(folder, 'data.mdb');
    return reporting(folder, () => {
      // Making nested folders says ENOENT where the disk is read-only, and lmdb 3.5.6 crashes when
      // it cannot open a file: asked for here, the reason is the true one.
      for (const name of [firstThatExists(folder), file, path.join(folder, 'lock.mdb')]) {
        if (existsSync(name)) accessSync(name, constants.R_OK | constants.W_OK);
      }
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      // What is there can be read on a full disk, but lmdb cannot be let to begin there.
      if (!existsSync(file) && !hasRoom(folder)) throw noRoom(folder, 'unusable');
      const { open } = loading(load);
      // Every commit is whole and on disk before its write returns.
      const root = open<string, string>({
        path: folder,
        encoding: 'string',
        overlappingSync: false,
      });
      const database = new StoreDatabase(folder, root, inodeOf(file));
      database.checkFormat();
      return database;
    });
  }

  /**
   * Opens a table of texts, and reads all of it, so that damage shows here and not at a question.
   *
   * @throws StoreFailure `unusable`, `damaged`
   */
  table<K extends Key>(name: string): Table<string, K> {
    return reporting(this.folder, () => {
      const table = this.root.openDB<string, K>({ name, encoding: 'string' });
      table.getRange().forEach(() => {});
      return table;
    });
  }

  /**
   * Runs `change` as a whole or not at all, alone among all processes; returns once it is on disk.
   *
   * @throws StoreFailure `full` before anything is written; `unusable`, `damaged`
   */
  write(change: () => void): void {
    reporting(this.folder, () => {
      if (!hasRoom(this.folder)) throw noRoom(this.folder, 'full');
      this.root.transactionSync(change);
    });
  }

  /** Whether its files are still where they were, and not removed or replaced. */
  isInPlace(): boolean {
    return inodeOf(path.join(this.folder, 'data.mdb')) === this.inode;
  }

  async close(): Promise<void> {
    await this.root.close();
  }

  private checkFormat(): void {
    const key = 'format';
    const found = this.root.get(key);
    if (found === undefined) this.write(() => this.root.putSync(key, String(format)));
    else if (found !== String(format)) throw ofNewerVersion(this.folder);
  }
}

function loading<T>(load: () => T): T {
  try {
    return load();
  } catch (error) {
    const [reason] = (error as Error).message.split('\n', 1);
    throw new StoreFailure('unusable', `lmdb does not load on this machine: ${reason}.`);
  }
}

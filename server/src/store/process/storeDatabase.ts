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
import { databaseFolder, formats } from '../databaseFolder';
import type { Holding } from '../messages';
import { StoreFailure } from '../storeFailure';

/**
 * Bytes that a disk must have free before anything is written. lmdb can crash its process when the
 * disk fills up under it (seen with 3.5.6), so it must not come to that.
 */
const reserve = 16e6;

/** Codes of lmdb for pages that hold something else than what it wrote (lmdb.h). */
const damaged = new Set([-30_797, -30_796, -30_795, -30_793, -30_784, -30_782, -30_778]);

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

function hasRoom(folder: string, bytes = 0): boolean {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize >= reserve + bytes;
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
export function setAside(cacheFolder: string, holds: Holding): string | undefined {
  const folder = databaseFolder(cacheFolder, holds);
  return reporting(folder, () => {
    if (!existsSync(folder)) return undefined;
    if (!hasRoom(folder)) throw noRoom(folder, 'unusable');
    const aside = `${folder}.damaged`;
    rmSync(aside, { recursive: true, force: true });
    renameSync(folder, aside);
    return aside;
  });
}

/** An lmdb environment in a cache folder, for what several tables hold. */
export class StoreDatabase {
  private constructor(
    readonly folder: string,
    private readonly root: RootDatabase<string, string>,
    private readonly inode: bigint | undefined,
    private readonly format: string,
  ) {}

  /**
   * @param cacheFolder absolute; made where it does not exist, for its owner alone.
   * @param load gives lmdb: a native module, which not every platform has.
   * @throws StoreFailure `unusable`, `damaged`. Files that are damaged can also crash the process,
   *   here or at any later time.
   */
  static open(
    cacheFolder: string,
    holds: Holding,
    load: () => typeof import('lmdb') = () => require('lmdb'),
  ): StoreDatabase {
    const folder = databaseFolder(cacheFolder, holds);
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
      // A process that was killed while it read would keep the pages of that moment for ever.
      root.readerCheck();
      const database = new StoreDatabase(folder, root, inodeOf(file), String(formats[holds]));
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

  /** Opens a table of bytes by fixed-length keys, of which nothing is read yet. */
  binaryTable(name: string): Table<Buffer, Buffer> {
    return reporting(this.folder, () =>
      this.root.openDB<Buffer, Buffer>({ name, encoding: 'binary', keyEncoding: 'binary' }),
    );
  }

  /**
   * Reads what `work` reads, and says what an error of lmdb means.
   *
   * @throws StoreFailure `unusable`, `damaged`
   */
  read<T>(work: () => T): T {
    return reporting(this.folder, work);
  }

  /**
   * Runs `change` as a whole or not at all, alone among all processes; returns once it is on disk.
   *
   * @throws StoreFailure `full` before anything is written; `unusable`, `damaged`
   */
  write(change: () => void): void {
    reporting(this.folder, () => {
      this.expectRoom(0);
      this.root.transactionSync(change);
    });
  }

  /**
   * For a `change` that is larger than the room that is always left.
   *
   * @throws StoreFailure `full` where the disk has no room for so many bytes beside that.
   */
  expectRoom(bytes: number): void {
    if (!hasRoom(this.folder, bytes)) throw noRoom(this.folder, 'full');
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
    if (found === undefined) this.write(() => this.root.putSync(key, this.format));
    else if (found !== this.format) throw ofNewerVersion(this.folder);
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

import { type FileHandle, open } from 'node:fs/promises';
import type { RunRow } from '../protocol';
import { readLines } from './readLines';
import { lineHead } from './rowLine';

interface Entry<Facts> {
  facts: Facts;
  offset: number;
  length: number;
}

/** What a choice of rows is made by. */
export interface RowFactsNow<Facts> {
  /** Of each image that is still there, in no order. */
  facts: Iterable<Facts>;
  /** Another one when any of them has changed. */
  version: number;
}

/**
 * The rows of a journal, to be looked up in any order, also while it grows: what has been read of it
 * is not read again. Holds some facts of each row in memory, of 50,000 rows some 15 MB.
 */
export class RowTable<Facts> {
  private entries = new Map<string, Entry<Facts>>();
  private version = 0;
  /** Of the file, to know another one by, and how far it was read. */
  private identity: string | undefined;
  private read = 0;
  /** One at a time, so that nothing is read twice. */
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly path: string,
    private readonly factsOf: (row: RunRow) => Facts,
  ) {}

  /**
   * The newest rows of the images that `choose` gives, in its order.
   *
   * @param choose from what is known of all rows, as the file is now.
   */
  async rows(choose: (now: RowFactsNow<Facts>) => readonly string[]): Promise<RunRow[]> {
    const rows = this.turn.then(() => this.lookUp(choose));
    this.turn = rows.catch(() => {});
    return await rows;
  }

  private async lookUp(choose: (now: RowFactsNow<Facts>) => readonly string[]): Promise<RunRow[]> {
    const file = await open(this.path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined; // nothing is done yet
      throw error;
    });
    try {
      if (file) await this.readOn(file);
      else this.forget();
      const images = choose({ facts: this.facts(), version: this.version });
      return await Promise.all(images.map((image) => this.row(file!, this.entries.get(image)!)));
    } finally {
      await file?.close();
    }
  }

  private async readOn(file: FileHandle): Promise<void> {
    const { ino, birthtimeMs, size } = await file.stat();
    // Another file in its place has been written anew; it may have the inode of one that was removed.
    const identity = `${ino} ${birthtimeMs}`;
    if (identity !== this.identity || size < this.read) this.forget();
    this.identity = identity;
    for await (const lines of readLines(file, this.read)) {
      for (const { text, offset, length } of lines) {
        this.read = offset + length;
        this.note(text, offset, length);
      }
    }
  }

  private note(text: string, offset: number, length: number): void {
    const head = lineHead(text);
    if (!head) return;
    this.version += 1;
    if ('gone' in head) this.entries.delete(head.image);
    else this.entries.set(head.image, { facts: this.factsOf(JSON.parse(text)), offset, length });
  }

  private forget(): void {
    this.entries = new Map();
    this.version += 1;
    this.read = 0;
  }

  private *facts(): Generator<Facts> {
    for (const { facts } of this.entries.values()) yield facts;
  }

  private async row(file: FileHandle, { offset, length }: Entry<Facts>): Promise<RunRow> {
    const { buffer } = await file.read(Buffer.allocUnsafe(length), 0, length, offset);
    return JSON.parse(buffer.toString('utf8')) as RunRow;
  }
}

import { type FileHandle, open, rename, rm, writeFile } from 'node:fs/promises';
import type { RunRow } from '../protocol';
import { notWritable } from './notWritable';
import { readLines } from './readLines';
import { goneLine, lineHead, type RowHead, rowLine } from './rowLine';
import { rowsInOrder } from './rowsInOrder';

/** Lines under which nothing is gained by leaving out those that are stale. */
const fewLines = 1_000;

/**
 * What became of the images of a run, as lines at the end of a file. Only whole lines count, so that
 * a process may be killed while it writes one; the newest line of an image is the one that counts.
 */
export class Journal {
  private waiting: string[] = [];
  private writing: Promise<void> | undefined;
  private isSynced = true;

  private constructor(
    private readonly file: string,
    private readonly handle: FileHandle,
  ) {}

  /**
   * Opens a journal to write at its end, and makes it where there is none. Stale rows are left out of
   * the file when they are more than half of it.
   *
   * @param truthOf the right label of an image as it is known now: rows that have another are given it.
   * @returns the journal, and what it knows of each image.
   * @throws Failure `file-not-writable`.
   */
  static async open(
    file: string,
    truthOf: (image: string) => string | undefined,
  ): Promise<{ journal: Journal; rows: Map<string, RowHead> }> {
    try {
      const read = await readJournal(file);
      const hasOtherTruth = [...read.rows.values()].some((row) => row.truth !== truthOf(row.image));
      const isStale = read.lines > fewLines && read.lines > 2 * read.rows.size;
      if (hasOtherTruth || isStale) await rewrite(file, truthOf);
      const handle = await open(file, 'a');
      // Only what is whole: the next line must not become the end of a torn one.
      if (!hasOtherTruth && !isStale) await handle.truncate(read.bytes);
      return { journal: new Journal(file, handle), rows: read.rows };
    } catch (error) {
      throw notWritable(file, error);
    }
  }

  /** @returns when the row is written, so that it outlives this process; {@link sync} is for the disk. */
  async append(row: RunRow): Promise<void> {
    await this.write(rowLine(row));
  }

  /** Notes that an image is no more. */
  async leaveOut(image: string): Promise<void> {
    await this.write(goneLine(image));
  }

  /** @throws Failure `file-not-writable`. */
  async sync(): Promise<void> {
    await this.writing;
    if (this.isSynced) return;
    this.isSynced = true;
    await this.handle.datasync().catch((error) => {
      throw notWritable(this.file, error);
    });
  }

  async close(): Promise<void> {
    try {
      await this.sync();
    } finally {
      await this.handle.close();
    }
  }

  /** Lines that come while others are written go together. */
  private async write(line: string): Promise<void> {
    this.waiting.push(line);
    this.writing = (this.writing ?? Promise.resolve()).then(async () => {
      if (this.waiting.length === 0) return;
      const text = this.waiting.join('');
      this.waiting = [];
      this.isSynced = false;
      await this.handle.appendFile(text).catch((error) => {
        throw notWritable(this.file, error);
      });
    });
    await this.writing;
  }
}

async function readJournal(
  file: string,
): Promise<{ rows: Map<string, RowHead>; lines: number; bytes: number }> {
  const rows = new Map<string, RowHead>();
  let lines = 0;
  let bytes = 0;
  const handle = await open(file, 'a+');
  try {
    for await (const some of readLines(handle)) {
      for (const { text, offset, length } of some) {
        bytes = offset + length;
        lines += 1;
        const head = lineHead(text);
        if (!head) continue;
        if ('gone' in head) rows.delete(head.image);
        else rows.set(head.image, head);
      }
    }
  } finally {
    await handle.close();
  }
  return { rows, lines, bytes };
}

/** By a rename, so that whoever reads the file meanwhile has the old one to its end. */
async function rewrite(
  file: string,
  truthOf: (image: string) => string | undefined,
): Promise<void> {
  const next = `${file}.next`;
  try {
    await writeFile(next, withTruth(file, truthOf), { flush: true });
    await rename(next, file);
  } finally {
    await rm(next, { force: true });
  }
}

async function* withTruth(
  file: string,
  truthOf: (image: string) => string | undefined,
): AsyncGenerator<string> {
  for await (const { truth: _, ...row } of rowsInOrder(file)) {
    const truth = truthOf(row.image);
    yield rowLine({ ...row, ...(truth !== undefined && { truth }) });
  }
}

import { type FileHandle, open } from 'node:fs/promises';
import { type Line, readLines } from './readLines';

/** Who is told of the lines of a file. */
interface Reader {
  onLine(line: Line): void;
  /** All lines so far are void: the file is gone, or another one is in its place. */
  onVoid(): void;
}

/** The whole lines of a file that grows, each told once. */
export class GrowingFile {
  /** To know another file by, and how far this one was read. */
  private identity: string | undefined;
  private read = 0;

  constructor(
    private readonly path: string,
    private readonly reader: Reader,
  ) {}

  /**
   * Reads what is new, then does `work` with the file as it is: undefined where there is none.
   *
   * @throws errors of the file system.
   */
  async with<T>(work: (file: FileHandle | undefined) => Promise<T>): Promise<T> {
    const file = await open(this.path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined; // nothing is done yet
      throw error;
    });
    try {
      if (file) await this.readOn(file);
      else this.forget();
      return await work(file);
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
      for (const line of lines) {
        this.read = line.offset + line.length;
        this.reader.onLine(line);
      }
    }
  }

  private forget(): void {
    if (this.identity === undefined) return;
    this.identity = undefined;
    this.read = 0;
    this.reader.onVoid();
  }
}

import type { Hash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { type Expected, hashFile, isExpected, type Reading, startHash } from './digest';

/** What follows the name of a file while it is being downloaded, and what keeps its ETag. */
export const partSuffixes = ['.part', '.part.etag'] as const;

/** Undefined for none, and for what a power cut has left of one: no header could hold it. */
async function readEtag(file: string): Promise<string | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return /^"[\x21\x23-\x7e]*"$/.test(text) ? text : undefined;
}

/** The bytes so far of a file that is being downloaded. It gets the file's name when it is whole. */
export class PartFile {
  private constructor(
    private readonly file: string,
    private readonly expected: Expected,
    private readonly handle: FileHandle,
    private hash: Hash,
    /** Bytes that are there. */
    public length: number,
    /** Of the version that the bytes are of, where the sender gave a strong one. */
    public etag: string | undefined,
  ) {}

  /**
   * Opens what an earlier download left, or begins anew. What is there is read once, for its hash.
   *
   * @throws errors of the file system; Failure `cancelled`.
   */
  static async open(file: string, expected: Expected, reading: Reading): Promise<PartFile> {
    const [part, etagFile] = partSuffixes.map((suffix) => file + suffix) as [string, string];
    // Never through a link that somebody has put there.
    const flags = constants.O_RDWR | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0);
    const handle = await open(part, flags, 0o644);
    try {
      const { size } = await handle.stat();
      const etag = await readEtag(etagFile);
      const opened = new PartFile(file, expected, handle, startHash(expected), size, etag);
      if (size > (expected.size ?? Number.POSITIVE_INFINITY)) await opened.restart();
      else await hashFile(part, opened.hash, reading);
      return opened;
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** Throws away what is there; what comes is of the version `etag`. */
  async restart(etag?: string): Promise<void> {
    await this.handle.truncate(0);
    this.hash = startHash(this.expected);
    this.length = 0;
    this.etag = etag;
    const etagFile = this.file + partSuffixes[1];
    await rm(etagFile, { force: true });
    if (etag !== undefined) await writeFile(etagFile, etag, { flag: 'wx' });
  }

  async write(chunk: Uint8Array): Promise<void> {
    for (let written = 0; written < chunk.length; ) {
      const rest = chunk.subarray(written);
      const { bytesWritten } = await this.handle.write(rest, 0, rest.length, this.length);
      this.hash.update(rest.subarray(0, bytesWritten));
      this.length += bytesWritten;
      written += bytesWritten;
    }
  }

  /** Whether the bytes have the hash that is expected. Asked once, at the end. */
  isRight(): boolean {
    return isExpected(this.hash, this.expected);
  }

  /** Gives the bytes the file's own name, in one step, once they are safe on the disk. */
  async finish(): Promise<void> {
    await this.handle.sync();
    await this.handle.close();
    await rename(this.file + partSuffixes[0], this.file);
    await rm(this.file + partSuffixes[1], { force: true });
  }

  /** Leaves the bytes for the next time; where there are none, nothing. */
  async close(): Promise<void> {
    await this.handle.close();
    if (this.length > 0) return;
    for (const suffix of partSuffixes) await rm(this.file + suffix, { force: true });
  }
}

import { createWriteStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';

/** Signatures and fixed sizes of the parts of a zip file (PKWARE's APPNOTE.TXT, 4.3). */
const endOfDirectory = { signature: 0x06054b50, size: 22, longestComment: 0xffff };
const directoryEntry = { signature: 0x02014b50, size: 46 };
const localHeader = { signature: 0x04034b50, size: 30 };
const stored = 0;
const deflated = 8;

interface ZipEntry {
  method: number;
  compressedSize: number;
  size: number;
  /** Of its local header, from the start of the file. */
  offset: number;
}

/**
 * Writes one entry of a zip file to a file of the caller's choice: names inside the zip decide
 * nothing about where it goes.
 *
 * @param name of the entry, exactly.
 * @throws Error that says what is wrong with the zip file, and errors of the file system.
 */
export async function extractZipEntry(zip: string, name: string, target: string): Promise<void> {
  const file = await open(zip);
  try {
    const entry = findEntry(await readDirectory(file), name);
    if (!entry) throw new Error(`it has no entry ${name}`);
    if (entry.method !== stored && entry.method !== deflated) {
      throw new Error(`its entry ${name} is compressed by method ${entry.method}`);
    }
    const header = await read(file, entry.offset, localHeader.size);
    if (header.readUInt32LE(0) !== localHeader.signature) {
      throw new Error(`its entry ${name} is not where its directory says`);
    }
    const start =
      entry.offset + localHeader.size + header.readUInt16LE(26) + header.readUInt16LE(28);
    const end = start + entry.compressedSize - 1;
    const bytes = file.createReadStream({ start, end, autoClose: false });
    const output = createWriteStream(target, { flags: 'wx' });
    await (entry.method === stored
      ? pipeline(bytes, output)
      : pipeline(bytes, createInflateRaw(), output));
    if (output.bytesWritten !== entry.size) {
      throw new Error(`its entry ${name} has ${output.bytesWritten} bytes, not ${entry.size}`);
    }
  } finally {
    await file.close();
  }
}

async function readDirectory(file: FileHandle): Promise<Buffer> {
  const { size } = await file.stat();
  const tailSize = Math.min(size, endOfDirectory.size + endOfDirectory.longestComment);
  const tail = await read(file, size - tailSize, tailSize);
  for (let at = tail.length - endOfDirectory.size; at >= 0; at--) {
    const isEnd =
      tail.readUInt32LE(at) === endOfDirectory.signature &&
      tail.readUInt16LE(at + 20) === tail.length - at - endOfDirectory.size;
    if (!isEnd) continue;
    return await read(file, tail.readUInt32LE(at + 16), tail.readUInt32LE(at + 12));
  }
  throw new Error('it is no zip file, or is cut off');
}

function findEntry(directory: Buffer, name: string): ZipEntry | undefined {
  for (let at = 0; at + directoryEntry.size <= directory.length; ) {
    if (directory.readUInt32LE(at) !== directoryEntry.signature) break;
    const nameEnd = at + directoryEntry.size + directory.readUInt16LE(at + 28);
    if (directory.toString('utf8', at + directoryEntry.size, nameEnd) === name) {
      return {
        method: directory.readUInt16LE(at + 10),
        compressedSize: directory.readUInt32LE(at + 20),
        size: directory.readUInt32LE(at + 24),
        offset: directory.readUInt32LE(at + 42),
      };
    }
    at = nameEnd + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return undefined;
}

async function read(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  if (bytesRead < length) throw new Error('it is cut off');
  return buffer;
}

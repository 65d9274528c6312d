import { type FileHandle, open } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import type { RunRow } from '../protocol';
import { merged, partSize } from './merged';
import { readLines } from './readLines';
import { lineHead } from './rowLine';

/** Bytes read at a time: images are done nearly in the order of their paths. */
const windowSize = 262_144;

interface Place {
  offset: number;
  length: number;
}

/** Reads places of a file, many of them beside each other. */
class Window {
  private bytes = Buffer.alloc(0);
  private start = 0;

  constructor(private readonly file: FileHandle) {}

  async text({ offset, length }: Place): Promise<string> {
    const end = offset + length;
    if (offset < this.start || end > this.start + this.bytes.length) {
      const space = Buffer.allocUnsafe(Math.max(windowSize, length));
      const { bytesRead } = await this.file.read(space, 0, space.length, offset);
      this.bytes = space.subarray(0, bytesRead);
      this.start = offset;
    }
    return this.bytes.toString('utf8', offset - this.start, end - this.start);
  }
}

/** As many names as are sorted at once. */
function inParts(names: Iterable<string>): string[][] {
  const parts: string[][] = [];
  let part: string[] = [];
  for (const name of names) {
    if (part.push(name) < partSize) continue;
    parts.push(part);
    part = [];
  }
  parts.push(part);
  return parts;
}

/**
 * The newest row of each image of a journal that is still there, in the order of their paths. Holds
 * the paths in memory, one row at a time beside them. What is written to the file meanwhile may be
 * left out.
 *
 * @param path of a `rows.jsonl`; where there is none, there are no rows.
 */
export async function* rowsInOrder(path: string): AsyncGenerator<RunRow> {
  let file: FileHandle;
  try {
    file = await open(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  try {
    const places = new Map<string, Place>();
    for await (const lines of readLines(file)) {
      for (const { text, offset, length } of lines) {
        const head = lineHead(text);
        if (!head) continue;
        if ('gone' in head) places.delete(head.image);
        else places.set(head.image, { offset, length });
      }
    }
    const window = new Window(file);
    const parts = inParts(places.keys());
    for (const part of parts) {
      part.sort();
      await setImmediate();
    }
    for (const image of merged(parts)) {
      yield JSON.parse(await window.text(places.get(image)!)) as RunRow;
    }
  } finally {
    await file.close();
  }
}

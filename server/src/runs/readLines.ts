import type { FileHandle } from 'node:fs/promises';

/** Bytes read at a time. */
const chunk = 262_144;

export interface Line {
  /** Without its end. */
  text: string;
  /** In the file, in bytes; the length with the line's end. */
  offset: number;
  length: number;
}

/**
 * The whole lines of a file, some at a time; what follows the last line's end is none.
 *
 * @param from where a line begins, in bytes.
 */
export async function* readLines(file: FileHandle, from = 0): AsyncGenerator<Line[]> {
  let rest = Buffer.alloc(0);
  let position = from;
  for (;;) {
    const space = Buffer.allocUnsafe(chunk);
    const { bytesRead } = await file.read(space, 0, chunk, position);
    if (bytesRead === 0) return;
    const start = position - rest.length;
    const bytes = Buffer.concat([rest, space.subarray(0, bytesRead)]);
    position += bytesRead;
    const lines: Line[] = [];
    let at = 0;
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, at)) {
      const text = bytes.toString('utf8', at, end);
      lines.push({ text, offset: start + at, length: end + 1 - at });
      at = end + 1;
    }
    rest = bytes.subarray(at);
    yield lines;
  }
}

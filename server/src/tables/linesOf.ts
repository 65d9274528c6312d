import { createReadStream } from 'node:fs';
import { cannotBeRead, longestRow, notReadable } from './tableFailure';

export interface Line {
  /** Without its end. */
  bytes: Buffer;
  /** From 1. */
  line: number;
  /** Bytes from the beginning of the file to the end of the line. */
  end: number;
  /** False of a last line without "\n". */
  isEnded: boolean;
}

const newline = 0x0a;

/**
 * The lines of a file, which end with "\n". Not those of node:readline, which also ends a line at U+2028
 * and U+2029: JSON may hold both.
 *
 * @throws Failure `file-not-readable`.
 */
export async function* linesOf(file: string): AsyncGenerator<Line> {
  let rest = Buffer.alloc(0);
  let line = 1;
  let end = 0;
  try {
    for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
      const bytes = Buffer.concat([rest, chunk]);
      let begin = 0;
      for (let at = bytes.indexOf(newline); at >= 0; at = bytes.indexOf(newline, begin)) {
        end += at + 1 - begin;
        yield { bytes: bytes.subarray(begin, at), line, end, isEnded: true };
        begin = at + 1;
        line += 1;
      }
      rest = bytes.subarray(begin);
      if (rest.length > longestRow) {
        throw notReadable(file, `line ${line} is too long: expected ${longestRow} bytes at most`);
      }
    }
  } catch (error) {
    throw cannotBeRead(file, error);
  }
  if (rest.length > 0) yield { bytes: rest, line, end: end + rest.length, isEnded: false };
}

import { parseBody } from './jsonBody';

/** What came in: the value in a frame, or why some bytes were skipped. */
export type Frame = { message: unknown } | { fault: string };

/** Bytes of a body. V8 has no string longer than 2^29 − 24. */
const largestBody = 512_000_000;
/** Bytes that are looked at for a header. */
const longestHeader = 4_096;
const blankLine = '\r\n\r\n';

const headerLine = /^[A-Za-z][A-Za-z-]*:[^\n]*$/;

/** Its lines, and where something stands before a Content-Length, that as a line of its own. */
function linesOf(text: string): string[] {
  return text.split('\r\n').flatMap((line) => {
    const at = line.toLowerCase().lastIndexOf('content-length:');
    return at > 0 ? [line.slice(0, at), line.slice(at)] : [line];
  });
}

function lengthOf(line: string): string | undefined {
  return /^content-length:(.*)$/i.exec(line)?.[1]?.trim();
}

interface Header {
  /** What stands before it and belongs to no header, or to one that broke off. */
  junk: string;
  /** The Content-Length, as it is written. */
  length: string | undefined;
  lines: string[];
}

/** The header at the end of `text`. */
function splitHeader(text: string): Header {
  const lines = linesOf(text);
  const length = lines.map(lengthOf).findLast((given) => given !== undefined);
  const isJunk = (line: string): boolean =>
    !headerLine.test(line) || (lengthOf(line) ?? length) !== length;
  const first = lines.findLastIndex(isJunk) + 1;
  return { junk: lines.slice(0, first).join(''), length, lines: lines.slice(first) };
}

const noHeader = 'Expected a header with one Content-Length.';

/** What is wrong with the header of a message, if anything. */
function headerFault(length: string, lines: readonly string[]): string | undefined {
  if (!/^\d{1,15}$/.test(length)) {
    return `Content-Length: expected a number of bytes, received "${length.slice(0, 100)}".`;
  }
  if (Number(length) > largestBody) {
    return `Content-Length: ${length} bytes are over the limit of ${largestBody.toLocaleString('en')}.`;
  }
  const charsets = lines.map((line) => /^content-type:.*charset=["\s]*([^"\s;]*)/i.exec(line)?.[1]);
  const other = charsets.find((charset) => charset !== undefined && !/^utf-?8$/i.test(charset));
  if (other === undefined) return undefined;
  return `Content-Type: expected the charset utf-8, received "${other.slice(0, 100)}".`;
}

/**
 * Whether a header ends in these bytes. In a body of valid JSON none does: what stands outside of
 * its strings is no header, and strings have no line ends.
 */
function holdsHeader(bytes: Buffer): boolean {
  for (let at = bytes.indexOf(blankLine); at >= 0; at = bytes.indexOf(blankLine, at + 1)) {
    const before = bytes.toString('latin1', Math.max(0, at - 128), at);
    if (/content-(length|type):[^"\r\n]*$/i.test(before)) return true;
  }
  return false;
}

/**
 * Takes the bytes of a stream apart into messages, as LSP's base protocol frames them. Whatever
 * the bytes are, the next well-framed message is found: after a fault the search for a header
 * begins where the body should have begun, since a body that does not parse may have another
 * length than its header says. Of what is skipped nothing is kept.
 */
export class Frames {
  private chunks: Buffer[] = [];
  private received = 0;
  /** Of the body that is awaited; undefined between messages. */
  private length: number | undefined;
  /** The last bytes of the body so far, for a header that two chunks share. */
  private tail: Buffer = Buffer.alloc(0);
  /** Whether a fault was reported, and no header has been found since. */
  private isLost = false;

  /** Messages and faults, in their order, that the bytes up to the end of `chunk` make. */
  add(chunk: Buffer): Frame[] {
    return [...this.read(chunk)];
  }

  private *read(chunk: Buffer): Generator<Frame> {
    this.chunks.push(chunk);
    this.received += chunk.length;
    if (this.isBodyToCome(chunk)) return;
    let bytes: Buffer = Buffer.concat(this.chunks);
    for (;;) {
      if (this.length === undefined) {
        const end = bytes.indexOf(blankLine);
        if (end < 0) {
          bytes = yield* this.withoutJunk(bytes);
          break;
        }
        const header = bytes.toString('latin1', Math.max(0, end - longestHeader), end);
        bytes = bytes.subarray(end + blankLine.length);
        this.length = yield* this.readHeader(header);
        continue;
      }
      if (bytes.length < this.length && !holdsHeader(bytes)) break;
      const body = bytes.subarray(0, this.length);
      try {
        if (body.length < this.length) throw new Error(`less than ${this.length} bytes came`);
        yield { message: parseBody(body) };
        bytes = bytes.subarray(this.length);
      } catch (error) {
        yield* this.lose(`The message cannot be read: ${(error as Error).message}.`);
      }
      this.length = undefined;
    }
    // A copy, lest the few bytes that are left hold the memory of all that is done with.
    const left = Buffer.from(bytes);
    this.chunks = [left];
    this.received = left.length;
    this.tail = left.subarray(-128);
  }

  /** Whether there is nothing to do but wait for the rest of a body. */
  private isBodyToCome(chunk: Buffer): boolean {
    if (this.length === undefined || this.received >= this.length) return false;
    const news = Buffer.concat([this.tail, chunk]);
    this.tail = news.subarray(-128);
    return !holdsHeader(news);
  }

  private *readHeader(text: string): Generator<Frame, number | undefined> {
    const { junk, length, lines } = splitHeader(text);
    const hasHeader = length !== undefined;
    if (junk.trim() !== '' || (lines.length > 0 && !hasHeader)) yield* this.lose(noHeader);
    if (!hasHeader) return undefined;
    this.isLost = false;
    const fault = headerFault(length, lines);
    if (fault === undefined) return Number(length);
    yield* this.lose(fault);
    return undefined;
  }

  /** What may be the beginning of a header. */
  private *withoutJunk(bytes: Buffer): Generator<Frame, Buffer> {
    if (bytes.length > longestHeader || /^\s*[^\sA-Za-z]/.test(bytes.toString('latin1', 0, 64))) {
      yield* this.lose(noHeader);
    }
    return bytes.subarray(-longestHeader);
  }

  private *lose(fault: string): Generator<Frame> {
    if (!this.isLost) yield { fault };
    this.isLost = true;
  }
}

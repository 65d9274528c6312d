import { createReadStream } from 'node:fs';
import { TextDecoder } from 'node:util';
import { cannotBeRead, notReadable } from './tableFailure';

/** As spreadsheets save "Unicode text". */
function isUtf16(chunk: Uint8Array): boolean {
  return chunk[0] === 0xff && chunk[1] === 0xfe;
}

function newlines(text: string): number {
  return text.split('\n').length - 1;
}

/**
 * The text of a file, in pieces: UTF-8 or, with a byte order mark, UTF-16LE. The mark is left out.
 *
 * @throws Failure `file-not-readable`, with the line of the first byte that is of another encoding.
 */
export async function* textOf(file: string): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  let line = 1;
  try {
    for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
      decoder ??= new TextDecoder(isUtf16(chunk) ? 'utf-16le' : 'utf-8', { fatal: true });
      const text = decodedBy(decoder, chunk);
      if (text === undefined) {
        const right = chunk.toString('utf8').split('\uFFFD', 1)[0] ?? '';
        throw notUtf8(file, line + newlines(right));
      }
      line += newlines(text);
      yield text;
    }
    if (decoder && decodedBy(decoder) === undefined) throw notUtf8(file, line);
  } catch (error) {
    throw cannotBeRead(file, error);
  }
}

function decodedBy(decoder: TextDecoder, chunk?: Uint8Array): string | undefined {
  try {
    return decoder.decode(chunk, { stream: chunk !== undefined });
  } catch {
    return undefined; // The one thing that it throws for: bytes that are not of the encoding.
  }
}

function notUtf8(file: string, line: number): Error {
  return notReadable(
    file,
    `line ${line} is not UTF-8 text: expected a text file in UTF-8 (in Excel: "CSV UTF-8")`,
  );
}

import { TextDecoder } from 'node:util';
import { linesOf } from './linesOf';
import { notReadable } from './tableFailure';

/** Leaves a byte order mark out. */
const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * The object of a line.
 *
 * @throws Error that says what it is instead, as the rest of a sentence that begins with the line.
 */
export function objectOf(bytes: Uint8Array): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(utf8.decode(bytes));
  } catch (error) {
    throw new Error(
      error instanceof SyntaxError
        ? `is not JSON (${error.message}): expected one object a line`
        : 'is not UTF-8 text: expected a text file in UTF-8',
    );
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new Error('is no object: expected {"column": "value", ...}');
}

export function isBlank(bytes: Buffer): boolean {
  return /^[\s\uFEFF]*$/.test(bytes.toString());
}

/**
 * One JSON object a line; empty lines are left out.
 *
 * @throws Failure `file-not-readable`, with the line that is something else.
 */
export async function* jsonLines(file: string): AsyncGenerator<Record<string, unknown>> {
  for await (const { bytes, line } of linesOf(file)) {
    if (isBlank(bytes)) continue;
    let row: Record<string, unknown>;
    try {
      row = objectOf(bytes);
    } catch (error) {
      throw notReadable(file, `line ${line} ${(error as Error).message}`);
    }
    yield row;
  }
}

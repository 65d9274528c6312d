import { isUtf8 } from 'node:buffer';

/**
 * Values (numbers, strings, lists, objects...) of one message. Ten labels take ten, the 100,000
 * that a request may have take some 500,000 with four prompts each. A list of 60 million empty
 * objects is 180 MB of text, and more than Node's heap when it is parsed.
 */
const mostValues = 1_000_000;

const quote = 0x22;
const backslash = 0x5c;

/** Where the string that begins at `start` ends; -1 when it does not. */
function stringEnd(body: Buffer, start: number): number {
  for (let end = body.indexOf(quote, start + 1); end >= 0; end = body.indexOf(quote, end + 1)) {
    let escapes = end - 1;
    while (body[escapes] === backslash) escapes -= 1;
    if ((end - escapes) % 2 === 1) return end;
  }
  return -1;
}

/** Whether more than {@link mostValues} commas and opening brackets stand outside of strings. */
function hasTooManyValues(body: Buffer): boolean {
  if (body.length <= mostValues) return false;
  let values = 0;
  for (let at = 0; at < body.length; at++) {
    switch (body[at]) {
      case quote:
        at = stringEnd(body, at);
        if (at < 0) return false;
        break;
      case 0x2c: // ,
      case 0x5b: // [
      case 0x7b: // {
        values += 1;
        if (values > mostValues) return true;
    }
  }
  return false;
}

/**
 * The JSON value that a message's body holds.
 *
 * @throws Error that says why there is none: not UTF-8, not JSON, or of more than 1,000,000 values.
 */
export function parseBody(body: Buffer): unknown {
  if (!isUtf8(body)) throw new Error('it is not UTF-8');
  if (hasTooManyValues(body)) {
    throw new Error(`it holds more than ${mostValues.toLocaleString('en')} values`);
  }
  return JSON.parse(body.toString());
}

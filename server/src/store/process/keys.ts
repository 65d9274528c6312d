import { createHash } from 'node:crypto';

/** Bytes of a key: of 2⁶⁴ texts, two would come to share one. */
export const keyLength = 16;

/** A key of fixed length for a text of any. */
export function keyOf(text: string): Buffer {
  return createHash('sha256').update(text).digest().subarray(0, keyLength);
}

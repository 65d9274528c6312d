import type { Reference } from './reference';

/**
 * The piece around `at` of a text cut at every match of `edge` (with the flag `g`), without spaces
 * at its ends; undefined where `at` is inside a match.
 */
export function segmentAt(text: string, at: number, edge: RegExp): Reference | undefined {
  let start = 0;
  let end = text.length;
  for (const { 0: match, index } of text.matchAll(edge)) {
    const next = index + match.length;
    if (index > at) {
      end = index;
      break;
    }
    if (next > at) return undefined;
    start = next;
  }
  const piece = text.slice(start, end);
  start += piece.length - piece.trimStart().length;
  const target = piece.trim();
  return { target, start, end: start + target.length, notation: 'path' };
}

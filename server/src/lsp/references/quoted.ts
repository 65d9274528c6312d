/** A piece of a text without the quotes around it. */
export interface Quoted {
  quote: string;
  content: string;
  /** First character of the content and the one after its last. */
  start: number;
  end: number;
}

/** How a quote is written inside quotes: after a backslash, twice, or not at all. */
export type QuoteStyle = 'backslash' | 'doubled' | 'none';

/** Whether an odd number of backslashes stands before `at`. */
export function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text[at - 1 - backslashes] === '\\') backslashes += 1;
  return backslashes % 2 === 1;
}

/** Index of the nearest quote from `from` on in the given direction, or -1. */
function nearestQuote(
  text: string,
  from: number,
  step: 1 | -1,
  quote: string,
  style: QuoteStyle,
): number {
  for (let at = from; at >= 0 && at < text.length; at += step) {
    if (text[at] !== quote) continue;
    if (style === 'doubled' && text[at + step] === quote) at += step;
    else if (style !== 'backslash' || !isEscaped(text, at)) return at;
  }
  return -1;
}

/**
 * What stands between the nearest of each of the `quotes` on either side of `at`. Whether the first
 * opens a string and the second closes one is not known, as only a piece of a long line is looked
 * at: between two strings this yields their separator, which names no image.
 */
export function* quotedAt(
  text: string,
  at: number,
  quotes: string,
  style: QuoteStyle,
): Generator<Quoted> {
  for (const quote of quotes) {
    const start = nearestQuote(text, at - 1, -1, quote, style) + 1;
    const end = nearestQuote(text, at, 1, quote, style);
    if (start > 0 && end >= 0) yield { quote, content: text.slice(start, end), start, end };
  }
}

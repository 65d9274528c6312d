import { quotedAt } from './quoted';
import type { Reference } from './reference';
import { segmentAt } from './segments';

function* quotedField(text: string, at: number): Generator<Reference> {
  for (const { content, start, end } of quotedAt(text, at, '"', 'doubled')) {
    yield { target: content.replaceAll('""', '"'), start, end, notation: 'path' };
  }
}

/**
 * Fields of comma-separated values. A line does not tell which delimiter its file has: commas,
 * semicolons, tabs and bars all may be, and where one is, the others may be part of a name.
 */
export function* csvFields(text: string, at: number): Generator<Reference> {
  yield* quotedField(text, at);
  const used = [',', ';', '\t', '|'].filter((delimiter) => text.includes(delimiter));
  for (const delimiters of new Set([used.join(''), ...used])) {
    const field = segmentAt(text, at, new RegExp(`[${delimiters}]`, 'g'));
    if (field) yield field;
  }
}

/** Fields of tab-separated values. */
export function* tsvFields(text: string, at: number): Generator<Reference> {
  yield* quotedField(text, at);
  const field = segmentAt(text, at, /\t/g);
  if (field) yield field;
}

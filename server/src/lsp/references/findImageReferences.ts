import { imageExtensions } from '../../imageExtensions';
import { findersFor } from './languages';
import type { Reference } from './reference';

/**
 * Characters looked at on either side of the position: longer names are not for us, and the scan,
 * quadratic at worst, stays within some milliseconds however long the line is.
 */
const reach = 1_024;

const imageName = new RegExp(`\\.(?:${imageExtensions.join('|')})(?:[?#]|$)`, 'i');

/** Of a document, what tells the notation of its references. */
export interface DocumentKind {
  languageId: string;
  uri: string;
}

/**
 * What may refer to an image at `character` of a line, the innermost first. A name with the ending
 * of an image format counts as an image; whether there is such a file is for the caller to see.
 */
export function findImageReferences(
  line: string,
  character: number,
  { languageId, uri }: DocumentKind,
): Reference[] {
  const from = Math.max(0, character - reach);
  const text = line.slice(from, character + reach);
  const at = character - from;
  const isCutBefore = from > 0;
  const isCutBehind = from + text.length < line.length;
  return findersFor(languageId, uri)
    .flatMap((finder) => [...finder(text, at)])
    .filter(({ target, start, end }) => {
      const isWhole = (start > 0 || !isCutBefore) && (end < text.length || !isCutBehind);
      return isWhole && at >= start && at < end && imageName.test(target);
    })
    .sort((a, b) => a.end - a.start - (b.end - b.start))
    .map((found) => ({ ...found, start: found.start + from, end: found.end + from }));
}

/** Places of a line at which {@link findImageReferences} may find something. */
export function* imageNamePlaces(line: string): Generator<number> {
  for (const { index } of line.matchAll(anyImageName)) yield index;
}

const anyImageName = new RegExp(`\\.(?:${imageExtensions.join('|')})`, 'gi');

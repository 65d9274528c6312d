import path from 'node:path';
import type { ImageSize } from './imageSize';
import { escapeMarkdown } from './markdown';

/** What a browser shows: it has no TIFF. */
const shown: ReadonlySet<string> = new Set([
  '.jpg',
  '.jpeg',
  '.png',
  '.webp',
  '.gif',
  '.avif',
  '.svg',
]);

/** Pixels of a picture at most: with three labels below it, all is seen in a hover of 250. */
const most: ImageSize = { width: 240, height: 72 };

/** Of one side, as VS Code takes it behind the address: the other one follows. */
function sizeText(size: ImageSize | undefined): string {
  if (!size) return `height=${most.height}`;
  const scale = Math.min(1, most.width / size.width, most.height / size.height);
  const pixels = (side: number): number => Math.max(1, Math.round(side * scale));
  return size.width * most.height > size.height * most.width
    ? `width=${pixels(size.width)}`
    : `height=${pixels(size.height)}`;
}

/**
 * A picture in the Markdown of VS Code; undefined for a file that its hovers cannot show.
 *
 * @param uri a `file:` URI without a host, so that nothing is ever fetched.
 */
export function hoverPicture(
  file: string,
  uri: string,
  size: ImageSize | undefined,
): string | undefined {
  if (!shown.has(path.extname(file).toLowerCase()) || !/^file:\/\/\/[^/]/i.test(uri)) {
    return undefined;
  }
  // A bar would begin the size, and a bracket end the address.
  const address = uri.replace(
    /[^\w.~%/:-]/g,
    (character) => `%${character.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()}`,
  );
  return `![${escapeMarkdown(path.basename(file))}](${address}|${sizeText(size)})`;
}

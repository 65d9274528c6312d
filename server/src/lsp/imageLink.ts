import { htmlLinks } from './htmlLink';
import { inlineLinks, type Link, linkDefinition } from './markdownLink';

/**
 * Characters looked at on either side of the position: longer links (data URIs) are not for us, and
 * the scan, quadratic at worst, stays within some milliseconds.
 */
const reach = 1_024;

/** The formats that can be classified, as the editor's menus know them. */
const imageName = /\.(?:jpe?g|png|webp)(?:[?#]|$)/i;

/**
 * The innermost link to an image at `character` of a line of Markdown (an inline link, the
 * definition of a link by reference, or a tag of HTML), undefined when there is none. A name with
 * the ending of an image format counts as an image.
 */
export function findImageLink(line: string, character: number): Link | undefined {
  const from = Math.max(0, character - reach);
  const text = line.slice(from, character + reach);
  const at = character - from;
  const links = [
    ...inlineLinks(text),
    ...htmlLinks(text),
    ...(from === 0 ? linkDefinition(text) : []),
  ];
  const [innermost] = links
    .filter(({ target, start, end }) => at >= start && at < end && imageName.test(target))
    .sort((a, b) => a.end - a.start - (b.end - b.start));
  return innermost && { ...innermost, start: innermost.start + from, end: innermost.end + from };
}

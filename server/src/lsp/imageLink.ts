/** An inline link of Markdown, `![alt](target "title")` or `[text](target)`, to an image. */
export interface ImageLink {
  /** As CommonMark reads it: without angle brackets and backslash escapes. */
  target: string;
  /** First character of the link and the one after its last, in UTF-16 units of the line. */
  start: number;
  end: number;
}

/**
 * Characters looked at on either side of the position: longer links (data URIs) are not for us, and
 * the scan, quadratic at worst, stays within some milliseconds.
 */
const reach = 1_024;

/** The formats that can be classified, as the editor's menus know them. */
const imageName = /\.(?:jpe?g|png|webp)(?:[?#]|$)/i;

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text[at - 1 - backslashes] === '\\') backslashes += 1;
  return backslashes % 2 === 1;
}

/** Index of the bracket that `]` at `close` closes, or -1. */
function openingBracket(text: string, close: number): number {
  let depth = 0;
  for (let at = close; at >= 0; at -= 1) {
    const character = text[at];
    if ((character !== '[' && character !== ']') || isEscaped(text, at)) continue;
    depth += character === ']' ? 1 : -1;
    if (depth === 0) return at;
  }
  return -1;
}

function skipSpaces(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t') at += 1;
  return at;
}

/** The end of `<target>` or of a bare target with balanced parentheses, -1 when it has none. */
function targetEnd(text: string, from: number): number {
  if (text[from] === '<') {
    for (let at = from + 1; at < text.length; at += 1) {
      if (text[at] === '\\') at += 1;
      else if (text[at] === '<') return -1;
      else if (text[at] === '>') return at + 1;
    }
    return -1;
  }
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    const character = text[at]!;
    if (character === '\\') at += 1;
    else if (character === '(') depth += 1;
    else if (character === ')' && depth > 0) depth -= 1;
    else if (character === ')' || character <= ' ') return at;
  }
  return -1;
}

const titleEnds: Readonly<Record<string, string>> = { '"': '"', "'": "'", '(': ')' };

/** Where the link's closing parenthesis must stand: after the title, if there is one. */
function titleEnd(text: string, from: number): number {
  const end = titleEnds[text[from] ?? ''];
  if (end === undefined || !/[ \t]/.test(text[from - 1]!)) return from;
  for (let at = from + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === end) return skipSpaces(text, at + 1);
  }
  return -1;
}

/** The link whose `](` stands at `close`. */
function linkAt(text: string, close: number): ImageLink | undefined {
  const targetStart = skipSpaces(text, close + 2);
  const end = targetEnd(text, targetStart);
  if (end < 0) return undefined;
  const last = titleEnd(text, skipSpaces(text, end));
  if (text[last] !== ')') return undefined;
  const open = openingBracket(text, close);
  if (open < 0) return undefined;
  const isImage = text[open - 1] === '!' && !isEscaped(text, open - 1);
  const target = text
    .slice(targetStart, end)
    .replace(/^<([\s\S]*)>$/, '$1')
    .replace(/\\([!-/:-@[-`{-~])/g, '$1');
  return { target, start: isImage ? open - 1 : open, end: last + 1 };
}

/**
 * The innermost link to an image at `character` of a line of Markdown, undefined when there is
 * none. A name with the ending of an image format counts as an image.
 */
export function findImageLink(line: string, character: number): ImageLink | undefined {
  const from = Math.max(0, character - reach);
  const text = line.slice(from, character + reach);
  const at = character - from;
  let innermost: ImageLink | undefined;
  for (let close = text.indexOf(']('); close >= 0; close = text.indexOf('](', close + 1)) {
    if (isEscaped(text, close)) continue;
    const link = linkAt(text, close);
    if (!link || at < link.start || at >= link.end || !imageName.test(link.target)) continue;
    if (!innermost || link.end - link.start < innermost.end - innermost.start) innermost = link;
  }
  return innermost && { ...innermost, start: innermost.start + from, end: innermost.end + from };
}

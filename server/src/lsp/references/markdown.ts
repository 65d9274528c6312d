import { withoutEntities } from './entities';
import { isEscaped } from './quoted';
import type { Reference } from './reference';

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

/** The end of `<target>`, -1 when it has none, or of a bare target with balanced parentheses. */
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
  return text.length;
}

const titleEnds: Readonly<Record<string, string>> = { '"': '"', "'": "'", '(': ')' };

/** The first character after the title that may stand at `from`; -1 when a title does not end. */
function titleEnd(text: string, from: number): number {
  const end = titleEnds[text[from] ?? ''];
  if (end === undefined || !/[ \t]/.test(text[from - 1]!)) return from;
  for (let at = from + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === end) return skipSpaces(text, at + 1);
  }
  return -1;
}

/** The target at `from`, and where what follows it and its title begins. */
function targetAt(text: string, from: number): { target: string; rest: number } | undefined {
  const end = targetEnd(text, from);
  if (end < 0) return undefined;
  const rest = titleEnd(text, skipSpaces(text, end));
  if (rest < 0) return undefined;
  const target = text
    .slice(from, end)
    .replace(/^<([\s\S]*)>$/, '$1')
    .replace(/\\([!-/:-@[-`{-~])/g, '$1');
  return { target: withoutEntities(target), rest };
}

/** The link whose `](` stands at `close`. */
function inlineLinkAt(text: string, close: number): Reference | undefined {
  const found = targetAt(text, skipSpaces(text, close + 2));
  if (!found || text[found.rest] !== ')') return undefined;
  const open = openingBracket(text, close);
  if (open < 0) return undefined;
  const isImage = text[open - 1] === '!' && !isEscaped(text, open - 1);
  const start = isImage ? open - 1 : open;
  return { target: found.target, start, end: found.rest + 1, notation: 'url' };
}

/** Inline links: `![alt](target "title")` and `[text](target)`. */
function* inlineLinks(text: string): Generator<Reference> {
  for (let close = text.indexOf(']('); close >= 0; close = text.indexOf('](', close + 1)) {
    const link = isEscaped(text, close) ? undefined : inlineLinkAt(text, close);
    if (link) yield link;
  }
}

/** `[id]: `, which CommonMark limits to 999 characters, maybe quoted; not a footnote's `[^id]: `. */
const definitionStart = /^([ \t>]*)\[(?!\^)(?:[^\\[\]]|\\.){1,999}\]:[ \t]*/;

/** The definition `[id]: target "title"` of links by reference that a line may be. */
function* linkDefinition(line: string): Generator<Reference> {
  const match = definitionStart.exec(line);
  const found = match && targetAt(line, match[0].length);
  if (!found || /\S/.test(line.slice(found.rest))) return;
  const [start, end] = [match[1]!.length, line.trimEnd().length];
  yield { target: found.target, start, end, notation: 'url' };
}

/** Links of Markdown: inline ones, and the definitions of those by reference. */
export function* markdownLinks(text: string): Generator<Reference> {
  yield* inlineLinks(text);
  yield* linkDefinition(text);
}

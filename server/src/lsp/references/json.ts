import { unescaped } from './escapes';
import { htmlReferences } from './html';
import { javascriptStrings } from './javascript';
import { markdownLinks } from './markdown';
import { quotedAt } from './quoted';
import type { Reference } from './reference';

/** What stands for one UTF-16 unit of a string's value. */
const unit = /\\u[\da-fA-F]{4}|\\?[\s\S]/g;

/**
 * Strings of JSON, and what their values hold in turn, as the lines of notebooks do: Markdown,
 * HTML and the strings of programs.
 */
export function* jsonStrings(text: string, at: number): Generator<Reference> {
  for (const { content, start, end } of quotedAt(text, at, '"', 'backslash')) {
    const units = [...content.matchAll(unit)];
    const value = units.map(([source]) => unescaped(source, 'dropped')).join('');
    yield { target: value, start, end, notation: 'path' };

    /** Where each unit of the value begins in the text. */
    const offsets = [...units.map(({ index }) => start + index), end];
    const inside = offsets.findLastIndex((offset) => offset <= at);
    for (const finder of [markdownLinks, htmlReferences, javascriptStrings]) {
      for (const found of finder(value, inside)) {
        yield { ...found, start: offsets[found.start]!, end: offsets[found.end]! };
      }
    }
  }
}

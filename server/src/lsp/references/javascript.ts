import { unescaped } from './escapes';
import { quotedAt } from './quoted';
import type { Reference } from './reference';

/** Strings of JavaScript and TypeScript; templates without substitutions are strings, too. */
export function* javascriptStrings(text: string, at: number): Generator<Reference> {
  for (const { quote, content, start, end } of quotedAt(text, at, `"'\``, 'backslash')) {
    if (quote === '`' && content.includes('${')) continue;
    yield { target: unescaped(content, 'dropped'), start, end, notation: 'path' };
  }
}

import { unescaped } from './escapes';
import { quotedAt } from './quoted';
import type { Reference } from './reference';

/** Basic and literal strings of TOML. */
export function* tomlStrings(text: string, at: number): Generator<Reference> {
  for (const { content, start, end } of quotedAt(text, at, '"', 'backslash')) {
    yield { target: unescaped(content, 'dropped'), start, end, notation: 'path' };
  }
  for (const { content, start, end } of quotedAt(text, at, "'", 'none')) {
    yield { target: content, start, end, notation: 'path' };
  }
}

import { unescaped } from './escapes';
import { quotedAt } from './quoted';
import type { Reference } from './reference';

/** The letters before the quotes that end with `text`: `r`, `b`, `f`, `u`, `t` or two of them. */
function prefixOf(text: string): string {
  return /(?<!\w)([rbfut]{0,2})["']+$/i.exec(text.slice(-8))?.[1]?.toLowerCase() ?? '';
}

/** Strings of Python, but for formatted ones with fields: those name a file at run time only. */
export function* pythonStrings(text: string, at: number): Generator<Reference> {
  for (const { content, start, end } of quotedAt(text, at, `"'`, 'backslash')) {
    const prefix = prefixOf(text.slice(0, start));
    if (/[ft]/.test(prefix) && /[{}]/.test(content)) continue;
    const target = prefix.includes('r') ? content : unescaped(content, 'kept');
    yield { target, start, end, notation: 'path' };
  }
}

import { codePoint } from './escapes';
import { quotedAt } from './quoted';
import type { Reference } from './reference';

/** `url(target)` without quotes. */
const bareUrl = /url\(\s*((?:[^\s"'()\\]|\\.)+)\s*\)/dgi;

/** `\` and a code point with the space that ends it, or any character. */
const escapeSequence = /\\(?:([\da-f]{1,6})\s?|(.))/gi;

function cssText(source: string): string {
  return source.replace(escapeSequence, (all: string, code?: string, character?: string) =>
    code === undefined ? character! : codePoint(Number.parseInt(code, 16), all),
  );
}

function* bareUrls(text: string): Generator<Reference> {
  for (const match of text.matchAll(bareUrl)) {
    const [start, end] = match.indices![1]!;
    yield { target: cssText(match[1]!), start, end, notation: 'url' };
  }
}

/** `url(…)` of CSS and its dialects, quoted or not, and other strings, as in `image-set(…)`. */
export function* cssUrls(text: string, at: number): Generator<Reference> {
  yield* bareUrls(text);
  for (const { content, start, end } of quotedAt(text, at, `"'`, 'backslash')) {
    yield { target: cssText(content), start, end, notation: 'url' };
  }
}

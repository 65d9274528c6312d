import { cssUrls } from './css';
import { withoutEntities } from './entities';
import { isEscaped } from './quoted';
import type { Reference } from './reference';

/** `<img ...>` or `<a ...>`; quoted values may hold `>`. */
const tag = /<(img|a)\s((?:[^"'<>]|"[^"]*"|'[^']*')*)>/gi;

/** `name`, `name=value`, `name="value"` or `name='value'`. */
const attribute = /([^\s"'=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+)))?/g;

/** An attribute that may lead to an image, in whatever tag, be it that it began a line above. */
const imageAttribute =
  /(?<![^\s"'/<])(?:data-|xlink:|image)?(src|href|srcset|poster|data|content|background)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+))/dgi;

/** One of the candidates of a `srcset`: its URL, then a width or a density. */
const candidate = /([^\s,](?:\S*[^\s,])?)(?:\s[^,]*)?(?:,|$)/g;

function attributeValue(attributes: string, wanted: string): string | undefined {
  for (const [, name, ...values] of attributes.matchAll(attribute)) {
    if (name!.toLowerCase() === wanted) return values.find((value) => value !== undefined);
  }
  return undefined;
}

/** Tags of HTML that are whole within the text: `<img src="target">` and `<a href="target">`. */
function* imageTags(text: string): Generator<Reference> {
  for (const { 0: all, 1: name, 2: attributes, index } of text.matchAll(tag)) {
    if (isEscaped(text, index)) continue;
    const source = attributeValue(attributes!, name!.toLowerCase() === 'a' ? 'href' : 'src');
    if (source === undefined) continue;
    const target = withoutEntities(source);
    yield { target, start: index, end: index + all.length, notation: 'url' };
  }
}

/** The values of attributes that may lead to an image. */
function* imageAttributes(text: string): Generator<Reference> {
  for (const match of text.matchAll(imageAttribute)) {
    const group = match.findIndex((part, index) => index > 1 && part !== undefined);
    const value = match[group]!;
    const [start, end] = match.indices![group]!;
    if (match[1]!.toLowerCase() !== 'srcset') {
      yield { target: withoutEntities(value), start, end, notation: 'url' };
      continue;
    }
    for (const { 1: url, index } of value.matchAll(candidate)) {
      const from = start + index;
      const target = withoutEntities(url!);
      yield { target, start: from, end: from + url!.length, notation: 'url' };
    }
  }
}

/** Tags and attributes of HTML, and `url(…)` in the style of a tag. */
export function* htmlReferences(text: string, at: number): Generator<Reference> {
  yield* imageTags(text);
  yield* imageAttributes(text);
  if (/url\(/i.test(text)) yield* cssUrls(text, at);
}

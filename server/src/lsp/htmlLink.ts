import { isEscaped, type Link } from './markdownLink';

/** `<img ...>` or `<a ...>`; quoted values may hold `>`. */
const tag = /<(img|a)\s((?:[^"'<>]|"[^"]*"|'[^']*')*)>/gi;

/** `name`, `name=value`, `name="value"` or `name='value'`. */
const attribute = /([^\s"'=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+)))?/g;

function attributeValue(attributes: string, wanted: string): string | undefined {
  for (const [, name, ...values] of attributes.matchAll(attribute)) {
    if (name!.toLowerCase() === wanted) return values.find((value) => value !== undefined);
  }
  return undefined;
}

/** Tags of HTML that are whole within the text: `<img src="target">` and `<a href="target">`. */
export function* htmlLinks(text: string): Generator<Link> {
  for (const { 0: all, 1: name, 2: attributes, index } of text.matchAll(tag)) {
    if (isEscaped(text, index)) continue;
    const target = attributeValue(attributes!, name!.toLowerCase() === 'a' ? 'href' : 'src');
    if (target !== undefined) yield { target, start: index, end: index + all.length };
  }
}

import { codePoint } from './escapes';

const entity = /&(?:#x([\da-f]{1,6})|#(\d{1,7})|(amp|lt|gt|quot|apos|nbsp));/gi;

const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00A0',
};

/** HTML's text for `source`: numbered entities and those that generators of HTML write. */
export function withoutEntities(source: string): string {
  return source.replace(
    entity,
    (all: string, hexadecimal?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return named[name.toLowerCase()]!;
      const code = hexadecimal ? Number.parseInt(hexadecimal, 16) : Number(decimal);
      return codePoint(code, all);
    },
  );
}

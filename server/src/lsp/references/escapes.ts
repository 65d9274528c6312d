const escapeSequence =
  /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|u\{([\da-fA-F]{1,6})\}|U([\da-fA-F]{8})|([0-7]{1,3})|([\s\S]))/g;

const controls: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/**
 * The value of a string literal's content, with the escapes that JavaScript, JSON, Python, TOML
 * and YAML share. `unknown` says whether the backslash of any other escape is part of the value.
 */
export function unescaped(content: string, unknown: 'kept' | 'dropped'): string {
  return content.replace(
    escapeSequence,
    (all: string, ...[x, u, braces, U, octal, other]: (string | undefined)[]) => {
      const hexadecimal = x ?? u ?? braces ?? U;
      if (hexadecimal !== undefined) return codePoint(Number.parseInt(hexadecimal, 16), all);
      if (octal !== undefined) return codePoint(Number.parseInt(octal, 8), all);
      const isQuoted = unknown === 'dropped' || /["'`\\]/.test(other!);
      return controls[other!] ?? (isQuoted ? other! : all);
    },
  );
}

/** The character of a code point, `otherwise` where Unicode has no such code point. */
export function codePoint(code: number, otherwise: string): string {
  return code <= 0x10_ff_ff ? String.fromCodePoint(code) : otherwise;
}

import type { Choices } from './mutations';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** What no field expects. Strings are put in as they are: JSON has neither NaN nor 1e999. */
const values = [
  'null',
  'true',
  '0',
  '-1',
  '0.5',
  '-0',
  '1e-320',
  '1e308',
  '1e999',
  '-1e999',
  '9007199254740993',
  '18446744073709551616',
  '1099511627776',
  'NaN',
  'Infinity',
  '"NaN"',
  '"1000"',
  '""',
  '"\\u0000"',
  '"\\ud800"',
  '"../../outside"',
  '[]',
  '{}',
  '[[]]',
  '{"__proto__": {"polluted": true}}',
  `"${'x'.repeat(100_000)}"`,
  `[${'0,'.repeat(50_000)}0]`,
  `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
];
const keys = ['__proto__', 'constructor', 'toString', '', 'extra', '0', '-1', 'k'.repeat(50_000)];

/** Every place in a document, as the keys that lead there; the document itself comes first. */
function places(document: Json, path: (string | number)[] = []): (string | number)[][] {
  if (document === null || typeof document !== 'object') return [path];
  const entries: [string | number, Json][] = Array.isArray(document)
    ? document.map((item, index) => [index, item])
    : Object.entries(document);
  return [path, ...entries.flatMap(([key, item]) => places(item, [...path, key]))];
}

/** The document as text, with what stands at `path` written by `write`; undefined leaves it out. */
function written(
  document: Json,
  path: readonly (string | number)[],
  write: (value: Json) => string | undefined,
): string | undefined {
  const [key, ...rest] = path;
  if (key === undefined) return write(document);
  if (Array.isArray(document)) {
    const items = document.map((item, index) =>
      index === key ? written(item, rest, write) : JSON.stringify(item),
    );
    return `[${items.filter((item) => item !== undefined).join(',')}]`;
  }
  const fields = Object.entries(document as { [key: string]: Json }).map(([name, item]) => {
    const content = name === key ? written(item, rest, write) : JSON.stringify(item);
    return content === undefined ? [] : [`${JSON.stringify(name)}:${content}`];
  });
  return `{${fields.flat().join(',')}}`;
}

function atRandom(
  text: string,
  choices: Choices,
  write: (value: Json) => string | undefined,
): string {
  const document: Json = JSON.parse(text);
  return written(document, choices.pick(places(document)), write) ?? '';
}

/** Changes to the text of a configuration file. */
export const jsonMutations: Readonly<
  Record<string, (text: string, choices: Choices) => string | Buffer>
> = {
  otherValue: (text, choices) => atRandom(text, choices, () => choices.pick(values)),
  anotherOtherValue: (text, choices) => atRandom(text, choices, () => choices.pick(values)),
  lostField: (text, choices) => atRandom(text, choices, () => undefined),
  extraField(text, choices) {
    const field = `${JSON.stringify(choices.pick(keys))}:${choices.pick(values)}`;
    return text.replace('{', () => `{${field},`);
  },
  doubledField: (text, choices) => {
    const [name, value] = choices.pick(Object.entries(JSON.parse(text) as { [key: string]: Json }));
    return text.replace('{', () => `{${JSON.stringify(name)}:${JSON.stringify(value)},`);
  },
  otherNumber: (text, choices) =>
    atRandom(text, choices, (value) =>
      typeof value === 'number'
        ? String(value * choices.pick([-1, 0.5, 2, 1e9, 1e300]))
        : JSON.stringify(value),
    ),
  asText: (text, choices) => atRandom(text, choices, (value) => JSON.stringify(String(value))),
  inList: (text, choices) => atRandom(text, choices, (value) => `[${JSON.stringify(value)}]`),
  deep: (text, choices) =>
    atRandom(text, choices, () => `${'{"a":'.repeat(200_000)}1${'}'.repeat(200_000)}`),
  long: (text, choices) =>
    atRandom(text, choices, () => `"${'é'.repeat(choices.pick([1e6, 9e6]))}"`),
  byteOrderMark: (text) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(text)]),
  utf16: (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  notUtf8: (text) => Buffer.from(text.replace('{', '{"\u00ff":1,'), 'latin1'),
  twoDocuments: (text) => text + text,
  comment: (text) => `// a comment\n${text}`,
  trailingComma: (text) => text.replace(/\}\s*$/, ',}'),
};

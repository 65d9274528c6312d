import { findImageReferences } from '../../../../server/src/lsp/references';

/** Where the mouse is in the lines of these tests. */
const cursor = '‸';

/** What each language is called in an editor, and the name of one of its files. */
const documents = {
  css: 'a.css',
  csv: 'a.csv',
  html: 'a.html',
  javascript: 'a.js',
  javascriptreact: 'a.jsx',
  json: 'a.json',
  jsonc: 'a.jsonc',
  jsonl: 'a.jsonl',
  less: 'a.less',
  markdown: 'a.md',
  plaintext: 'a.txt',
  python: 'a.py',
  scss: 'a.scss',
  toml: 'a.toml',
  tsv: 'a.tsv',
  typescript: 'a.ts',
  typescriptreact: 'a.tsx',
  yaml: 'a.yaml',
};

export type Language = keyof typeof documents;

export const languages = Object.keys(documents) as Language[];

export function referencesIn(languageId: Language, line: string, character: number) {
  const uri = `file:///home/me/${documents[languageId]}`;
  return findImageReferences(line, character, { languageId, uri });
}

/** The targets at the cursor of a line, the innermost first. */
export function targets(languageId: Language, lineWithCursor: string): string[] {
  const character = lineWithCursor.indexOf(cursor);
  const line = lineWithCursor.replace(cursor, '');
  return referencesIn(languageId, line, character).map(({ target }) => target);
}

/** The innermost target at the cursor and the piece of the line that it comes from. */
export function hovered(
  languageId: Language,
  lineWithCursor: string,
): { target: string; text: string } | undefined {
  const character = lineWithCursor.indexOf(cursor);
  const line = lineWithCursor.replace(cursor, '');
  const [first] = referencesIn(languageId, line, character);
  return first && { target: first.target, text: line.slice(first.start, first.end) };
}

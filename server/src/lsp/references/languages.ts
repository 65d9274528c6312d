import { cssUrls } from './css';
import { csvFields, tsvFields } from './csv';
import { htmlReferences } from './html';
import { javascriptStrings } from './javascript';
import { jsonStrings } from './json';
import { markdownLinks } from './markdown';
import { pythonStrings } from './python';
import type { Finder } from './reference';
import { tomlStrings } from './toml';
import { yamlScalars } from './yaml';

/** What names files in a language. */
type Finders = readonly Finder[];

const css: Finders = [cssUrls];
const csv: Finders = [csvFields];
const html: Finders = [htmlReferences, javascriptStrings];
const javascript: Finders = [javascriptStrings, htmlReferences, markdownLinks];
const json: Finders = [jsonStrings];
const markdown: Finders = [markdownLinks, htmlReferences];
const python: Finders = [pythonStrings, htmlReferences, markdownLinks];
const toml: Finders = [tomlStrings];
const tsv: Finders = [tsvFields];
const yaml: Finders = [yamlScalars, htmlReferences, markdownLinks];

/** By the identifiers of LSP and of VS Code. */
const byLanguage = new Map<string, Finders>([
  ['css', css],
  ['csv', csv],
  ['html', html],
  ['javascript', javascript],
  ['javascriptreact', javascript],
  ['json', json],
  ['jsonc', json],
  ['jsonl', json],
  ['less', css],
  ['markdown', markdown],
  ['python', python],
  ['scss', css],
  ['toml', toml],
  ['tsv', tsv],
  ['typescript', javascript],
  ['typescriptreact', javascript],
  ['yaml', yaml],
]);

/** Editors know some of these files as plain text, or under names of their own. */
const byExtension = new Map<string, Finders>([
  ['css', css],
  ['csv', csv],
  ['htm', html],
  ['html', html],
  ['ipynb', json],
  ['json', json],
  ['jsonl', json],
  ['markdown', markdown],
  ['md', markdown],
  ['ndjson', json],
  ['py', python],
  ['toml', toml],
  ['tsv', tsv],
  ['yaml', yaml],
  ['yml', yaml],
]);

/** Strings, tags and links look alike in most languages. */
const anyLanguage: Finders = javascript;

/** What to look for in a document: by its language, else by the end of its name. */
export function findersFor(languageId: string, uri: string): Finders {
  const extension = /\.(\w+)(?:[?#].*)?$/.exec(uri)?.[1]?.toLowerCase() ?? '';
  return byLanguage.get(languageId) ?? byExtension.get(extension) ?? anyLanguage;
}

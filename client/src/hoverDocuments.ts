const languages = [
  ...['css', 'csv', 'html', 'javascript', 'javascriptreact', 'json', 'jsonc', 'jsonl', 'less'],
  ...['markdown', 'python', 'scss', 'toml', 'tsv', 'typescript', 'typescriptreact', 'yaml'],
];

/** A filter as both VS Code and LSP take it. */
interface Filter {
  scheme: string;
  language?: string;
  pattern?: string;
}

/** The documents in which names of images have hovers. `activationEvents` lists the languages. */
export const hoverDocuments: Filter[] = [
  ...languages.map((language) => ({ scheme: 'file', language })),
  // Plain text for an editor without an extension for them.
  { scheme: 'file', language: 'plaintext', pattern: '**/*.{csv,tsv,toml}' },
  { scheme: 'vscode-notebook-cell' },
];

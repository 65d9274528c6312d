import { l10n } from 'vscode';

/** Items in the punctuation of the editor's language: `cat 97%, dog 2%`. */
export function listText(items: readonly string[]): string {
  return items.join(l10n.t(', '));
}

/** What is said of something by name: `cat.jpg: cat 97%`. */
export function namedText(name: string, text: string): string {
  return l10n.t('{0}: {1}', name, text);
}

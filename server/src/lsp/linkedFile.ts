import path from 'node:path';
import { localFile } from './localFile';

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * The absolute path of the file that a link of a document leads to: relative to the document,
 * absolute, or a `file:` URI. Undefined for anything that is not a file of this machine: to ask
 * for `//host/share/cat.jpg` would already tell the other machine who is asking.
 */
export function linkedFile(target: string, documentUri: string): string | undefined {
  const bare = target.replace(/[?#].*$/, '');
  if (/^file:/i.test(bare)) return /^file:\/\/[^/]/i.test(bare) ? undefined : localFile(bare);
  if (/^[a-z][a-z0-9+.-]+:/i.test(bare)) return undefined;
  const file = percentDecoded(bare);
  if (/^[\\/]{2}/.test(file)) return undefined;
  if (path.isAbsolute(file)) return path.resolve(file);
  const document = localFile(documentUri);
  return document === undefined ? undefined : path.resolve(path.dirname(document), file);
}

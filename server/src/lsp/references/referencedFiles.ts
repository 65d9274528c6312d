import { homedir } from 'node:os';
import path from 'node:path';
import { localFile } from '../localFile';
import type { Reference } from './reference';

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A target as a path and as a URL, the way that its language reads it first. */
function readings({ target, notation }: Reference): string[] {
  const decoded = percentDecoded(target.replace(/[?#].*$/s, ''));
  return notation === 'url' ? [decoded, target] : [target, decoded];
}

/** Names as they are typed, and as file systems keep them: composed or decomposed. */
function spellings(name: string): string[] {
  return [...new Set([name, name.normalize('NFC'), name.normalize('NFD')])];
}

/** The file of a document, be it a cell of a notebook: those have the notebook's path. */
function documentFile(uri: string): string | undefined {
  return localFile(uri.replace(/^vscode-notebook-cell:/i, 'file:'));
}

/** To ask for `//host/share/cat.jpg` would already tell the other machine who is asking. */
function isOnOtherMachine(name: string): boolean {
  return /^[\\/]{2}/.test(name);
}

function filesOfName(name: string, folders: readonly string[], roots: readonly string[]): string[] {
  if (isOnOtherMachine(name) || /^[a-z][a-z0-9+.-]+:/i.test(name)) return [];
  if (/^~[\\/]/.test(name)) return [path.join(homedir(), name.slice(2))];
  if (!path.isAbsolute(name)) return folders.map((folder) => path.resolve(folder, name));
  const inWorkspace = /^[\\/]/.test(name) ? roots.map((root) => path.join(root, name)) : [];
  return [path.resolve(name), ...inWorkspace];
}

/**
 * The absolute paths of the files that a reference may mean, the likeliest first: a `file:` URI, a
 * path from the home folder (`~/`), an absolute path, maybe from a workspace folder's root, or a
 * path relative to the document or to a workspace folder. None for what is not a file of this
 * machine.
 */
export function referencedFiles(
  reference: Reference,
  documentUri: string,
  workspaceFolders: readonly string[],
): string[] {
  const { target } = reference;
  if (/^file:/i.test(target)) {
    const file = /^file:\/\/[^/]/i.test(target) ? undefined : localFile(target);
    return file === undefined || isOnOtherMachine(file) ? [] : spellings(file);
  }
  const document = documentFile(documentUri);
  const folders = [
    ...(document === undefined ? [] : [path.dirname(document)]),
    ...workspaceFolders,
  ];
  const files = readings(reference)
    .flatMap(spellings)
    .flatMap((name) => filesOfName(name, folders, workspaceFolders));
  return [...new Set(files)];
}

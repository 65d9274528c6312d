import type { Position, Range } from 'vscode-languageserver/node';
import { fileStamp } from '../store';
import type { Server } from './context';
import { findImageReferences, referencedFiles } from './references';

/** Files looked for at most, so that no line can have the disk searched. */
const maxFiles = 64;

/** An image file that a document refers to, and where it does. */
export interface ImageReference {
  file: string;
  range: Range;
}

/**
 * The image file that the open document `uri` refers to at a position; undefined when it refers to
 * none that is there. Looks for one file after the other, until `signal` aborts: a disk that does
 * not answer holds up one thread, not all that Node reads files with.
 */
export async function imageAt(
  { documents, workspaceFolders }: Server,
  uri: string,
  { line, character }: Position,
  signal: AbortSignal,
): Promise<ImageReference | undefined> {
  const document = documents.get(uri);
  const text = document?.getText({
    start: { line, character: 0 },
    end: { line: line + 1, character: 0 },
  });
  if (!document || !text) return undefined;
  const candidates = findImageReferences(text, character, document).flatMap((reference) =>
    referencedFiles(reference, uri, workspaceFolders()).map((file) => ({ file, reference })),
  );
  for (const { file, reference } of candidates.slice(0, maxFiles)) {
    if (signal.aborted) return undefined;
    if (!(await fileStamp(file))) continue;
    const { start, end } = reference;
    return { file, range: { start: { line, character: start }, end: { line, character: end } } };
  }
  return undefined;
}

import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The absolute path of a `file:` URI or a path; undefined for any other URI. */
export function localFile(image: string): string | undefined {
  if (path.isAbsolute(image)) return path.resolve(image);
  if (!/^file:/i.test(image)) return undefined;
  try {
    return fileURLToPath(image);
  } catch {
    return undefined;
  }
}

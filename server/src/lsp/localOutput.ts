import { Failure } from '../failure';
import { localFile } from './localFile';

/**
 * Where something is to be written.
 *
 * @throws Failure `file-not-writable` for what is no file of this machine.
 */
export function localOutput(file: string): string {
  const local = localFile(file);
  if (local !== undefined) return local;
  throw new Failure(
    'file-not-writable',
    `"${file}" is no file of this machine: give an absolute path or a file: URI.`,
    { file },
  );
}

import path from 'node:path';
import { Failure } from '../failure';
import { type FileLock, tryLock } from '../fileLock';

export function notWritable(file: string, error: unknown): Failure {
  const { message: reason } = error as Error;
  return new Failure('file-not-writable', `${file} cannot be written: ${reason}.`, {
    file,
    reason,
  });
}

/**
 * Keeps others from sorting into a folder, or undoing that.
 *
 * @throws Failure `run-in-progress` where another process is at it; `file-not-writable`.
 */
export async function lockFolder(folder: string): Promise<FileLock> {
  const lock = await tryLock(path.join(folder, '.sort.lock')).catch((error: unknown) => {
    throw notWritable(folder, error);
  });
  if (lock) return lock;
  throw new Failure(
    'run-in-progress',
    `Something else is sorting into ${folder}, or undoing that. Try again when it is done.`,
    { folder },
  );
}

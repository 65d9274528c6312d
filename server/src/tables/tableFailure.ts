import { Failure } from '../failure';

/** Bytes of a row, 4 MB: without a bound, one quote that is missing would read a whole file as a cell. */
export const longestRow = 2 ** 22;

/** @param problem What is wrong and what was expected, as the rest of a sentence that begins with the file. */
export function notReadable(file: string, problem: string): Failure {
  return new Failure('file-not-readable', `${file} ${problem}.`, { file });
}

/** With a table that rows cannot be appended to. */
export const toDo = 'Name another file, or mend or remove this one';

/** @param problem What is wrong and what to do, as the rest of a sentence that begins with the file. */
export function notWritable(file: string, problem: string): Failure {
  return new Failure('file-not-writable', `${file} ${problem}.`, { file });
}

/** What is said of a failure of the file system while a file was read. */
export function cannotBeRead(file: string, error: unknown): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (syscall === undefined) return error;
  return notReadable(file, `cannot be read (${code}): expected a file that exists and may be read`);
}

/** What is said of a failure met while a table was written. */
export function cannotBeWritten(file: string, error: unknown): unknown {
  if (error instanceof Failure && error.code === 'file-not-readable') {
    return new Failure('file-not-writable', `${error.message} ${toDo}.`, error.details);
  }
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (syscall === undefined) return error;
  return notWritable(
    file,
    `cannot be written (${code}): expected a folder that is there, with room, and a file that may be written`,
  );
}

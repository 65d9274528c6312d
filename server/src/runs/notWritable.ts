import { Failure } from '../failure';

/** What is to be kept of a run cannot be: its disk is full, or may not be written to. */
export function notWritable(file: string, error: unknown): Failure {
  const reason = String((error as NodeJS.ErrnoException).code);
  return new Failure(
    'file-not-writable',
    `${file} cannot be written (${reason}): make room on its disk or let it be written to. What was written before is kept.`,
    { file, reason },
  );
}

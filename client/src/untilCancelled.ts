import { CancellationError, type CancellationToken, type Disposable } from 'vscode';

/**
 * What `work` resolves to, or CancellationError as soon as the token is cancelled. What becomes of
 * the work then concerns nobody.
 */
export async function untilCancelled<T>(
  token: CancellationToken | undefined,
  work: () => Promise<T>,
): Promise<T> {
  if (!token) return work();
  if (token.isCancellationRequested) throw new CancellationError();
  let listener: Disposable | undefined;
  const cancelled = new Promise<never>((_, reject) => {
    listener = token.onCancellationRequested(() => reject(new CancellationError()));
  });
  try {
    return await Promise.race([work(), cancelled]);
  } finally {
    listener?.dispose();
  }
}

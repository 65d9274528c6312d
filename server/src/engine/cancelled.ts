import { Failure } from '../failure';

export function cancelled(): Failure {
  return new Failure('cancelled', 'Cancelled.');
}

/** `promise`, or a rejection the moment the signal is aborted, whichever is first. */
export async function orCancelled<T>(promise: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (!signal) return await promise;
  let onAbort = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(cancelled());
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
  // Given up when the signal came first: its end, good or bad, concerns nobody any more.
  promise.catch(() => {});
  try {
    return await Promise.race([aborted, promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

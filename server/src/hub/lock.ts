import { setTimeout } from 'node:timers/promises';
import { tryLock } from '../fileLock';
import { cancelled } from './downloadFailed';

const pollMilliseconds = 250;

/** How whoever waits for a lock is told, and can change their mind. */
export interface Waiting {
  signal?: AbortSignal | undefined;
  /** Called once where there is somebody to wait for. */
  onWait?: () => void;
}

/**
 * Does `work` while no other process does any under the same lock file; waits for its turn.
 *
 * @throws Failure `cancelled`, errors of the file system, and what `work` throws.
 */
export async function withLock<T>(
  file: string,
  work: () => Promise<T>,
  { signal, onWait }: Waiting = {},
): Promise<T> {
  let lock = await tryLock(file);
  if (!lock) onWait?.();
  while (!lock) {
    await setTimeout(pollMilliseconds);
    if (signal?.aborted) throw cancelled();
    lock = await tryLock(file);
  }
  try {
    return await work();
  } finally {
    await lock.release();
  }
}

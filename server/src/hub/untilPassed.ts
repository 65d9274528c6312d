import { setTimeout } from 'node:timers/promises';
import { cancelled, Passing } from './downloadFailed';

/** How long to bear with a connection. */
export interface Patience {
  /** Without a byte from the other side, until the connection is given up. */
  stallSeconds: number;
  /** Before the second try; each later one waits twice as long. */
  retrySeconds: number;
}

export const usualPatience: Patience = { stallSeconds: 30, retrySeconds: 0.5 };

/** Without progress in between. */
const mostTries = 4;

export interface Trying {
  patience: Patience;
  signal?: AbortSignal | undefined;
  /** When it grows beyond what it was before, the tries are counted anew. */
  progress?: () => number;
  /** Before a pause of so many seconds. */
  onWait?: ((seconds: number) => void) | undefined;
}

/**
 * Repeats `attempt`, after pauses, while it throws {@link Passing}.
 *
 * @throws Failure `cancelled`, or what the last attempt failed with.
 */
export async function untilPassed<T>(
  attempt: () => Promise<T>,
  { patience, signal, progress = () => 0, onWait }: Trying,
): Promise<T> {
  let reached = progress();
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (signal?.aborted) throw cancelled();
      if (!(error instanceof Passing)) throw error;
      if (progress() > reached) tries = 1;
      reached = Math.max(reached, progress());
      if (tries >= mostTries) throw error.failure;
      const seconds = error.seconds ?? patience.retrySeconds * 2 ** (tries - 1);
      onWait?.(seconds);
      await setTimeout(1_000 * seconds, undefined, { ...(signal && { signal }) }).catch(() => {
        throw cancelled();
      });
    }
  }
}

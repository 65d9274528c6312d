import { setTimeout as sleep } from 'node:timers/promises';

/** The items, and undefined each time that none has come for `patience` milliseconds. */
export async function* orPause<T>(
  items: Iterable<T> | AsyncIterable<T>,
  patience: number,
  signal: AbortSignal,
): AsyncGenerator<T | undefined> {
  const iterator =
    Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  try {
    let isPaused = false;
    let next = Promise.resolve(iterator.next());
    for (;;) {
      const late = new AbortController();
      const ends = AbortSignal.any([signal, late.signal]);
      // Said once: who is told has nothing left to do but to wait.
      const pause: Promise<undefined> = sleep(isPaused ? 2 ** 30 : patience, undefined, {
        signal: ends,
      });
      pause.catch(() => {});
      const first: IteratorResult<T> | undefined = await Promise.race([next, pause]);
      late.abort();
      isPaused = first === undefined;
      if (first?.done) return;
      yield first?.value;
      if (first) next = Promise.resolve(iterator.next());
    }
  } finally {
    void iterator.return?.(undefined);
  }
}

import { Failure } from '../failure';
import type { RunProgress, RunSummary } from '../protocol';
import type { RunControl } from '../runs';

/** What one of those who wait for a run gives and gets. */
interface Waiter {
  signal: AbortSignal;
  onProgress(progress: RunProgress): void;
}

/** Those who wait for runs: several may wait for the same, which is cancelled with the last of them. */
export class RunWaiters {
  private readonly byRun = new Map<string, Set<Waiter>>();

  /**
   * @param begin begins the run, or joins it.
   * @throws Failure `cancelled` when the waiter's signal is aborted, and what the run throws.
   */
  async wait(
    waiter: Waiter,
    begin: (control: RunControl) => Promise<RunSummary>,
  ): Promise<RunSummary> {
    const { signal } = waiter;
    const stop = new AbortController();
    let all: Set<Waiter> | undefined;
    const leave = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => {
        all?.delete(waiter);
        if (!all || all.size === 0) stop.abort();
        else reject(new Failure('cancelled', 'Cancelled.'));
      });
    });
    if (signal.aborted) stop.abort();
    const onProgress = (progress: RunProgress): void => {
      all ??= this.joining(progress.run, waiter);
      if (!signal.aborted) waiter.onProgress(progress);
    };
    try {
      return await Promise.race([begin({ signal: stop.signal, onProgress }), leave]);
    } finally {
      all?.delete(waiter);
      this.forgetIdle();
    }
  }

  private joining(run: string, waiter: Waiter): Set<Waiter> {
    const all = this.byRun.get(run) ?? new Set();
    this.byRun.set(run, all.add(waiter));
    return all;
  }

  private forgetIdle(): void {
    for (const [run, all] of this.byRun) if (all.size === 0) this.byRun.delete(run);
  }
}

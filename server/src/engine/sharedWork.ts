import { orCancelled } from './cancelled';
import type { Ticket } from './turns';

/** What one of those who share a piece of work gives and gets. */
export interface Share<Progress> {
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: Progress) => void) | undefined;
}

/** How a piece of work hears that nobody waits for it, and tells how it goes. */
export interface WorkControl<Progress> {
  ticket: Ticket;
  signal: AbortSignal;
  onProgress: (progress: Progress) => void;
}

type Start<Result, Progress> = (control: WorkControl<Progress>) => Promise<Result>;

interface Work<Result, Progress> {
  result: Promise<Result>;
  ticket: Ticket;
  shares: Set<Share<Progress>>;
  stop: AbortController;
}

/**
 * Work that several ask for is done once: those who come while it is going on get the same
 * progress from there on, and the same end. It is stopped when all of them have cancelled.
 */
export class SharedWork<Result, Progress> {
  private readonly works = new Map<string, Work<Result, Progress>>();

  /**
   * @param ticket where the work stands in the queue; work that is going on already keeps its own,
   *   raised to this one's priority.
   * @param start begins the work; called only where none with this key is going on.
   * @throws Failure `cancelled` as soon as the share's own signal is aborted, and whatever the work
   *   throws.
   */
  async join(
    key: string,
    ticket: Ticket,
    share: Share<Progress>,
    start: Start<Result, Progress>,
  ): Promise<Result> {
    const work = this.works.get(key) ?? this.begin(key, ticket, start);
    if (ticket.priority === 'interactive') work.ticket.priority = 'interactive';
    work.shares.add(share);
    try {
      return await orCancelled(work.result, share.signal);
    } finally {
      work.shares.delete(share);
      if (work.shares.size === 0) this.end(key, work);
    }
  }

  private begin(
    key: string,
    ticket: Ticket,
    start: Start<Result, Progress>,
  ): Work<Result, Progress> {
    const shares = new Set<Share<Progress>>();
    const stop = new AbortController();
    const onProgress = (progress: Progress): void => {
      for (const share of shares) share.onProgress?.(progress);
    };
    const result = start({ ticket, signal: stop.signal, onProgress });
    const work = { result, ticket, shares, stop };
    this.works.set(key, work);
    return work;
  }

  /** Nobody waits for it any more; what is asked from now on begins anew. */
  private end(key: string, work: Work<Result, Progress>): void {
    work.stop.abort();
    this.works.delete(key);
  }
}

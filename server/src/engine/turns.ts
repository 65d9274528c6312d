import { cancelled } from './cancelled';

export type Priority = 'interactive' | 'background';

/** A place in the queue. */
export interface Ticket {
  /** May rise while it waits. */
  priority: Priority;
  /** Its number in the order of arrival. */
  readonly arrival: number;
}

interface Waiter {
  ticket: Ticket;
  begin(): void;
}

function goesBefore(one: Ticket, other: Ticket): boolean {
  return one.priority === other.priority
    ? one.arrival < other.arrival
    : one.priority === 'interactive';
}

/**
 * One piece of work at a time: interactive ones first, each kind in the order of arrival. Work in
 * progress steps aside where it says so (after every batch) and only for what goes before it.
 */
export class Turns {
  private readonly waiting = new Set<Waiter>();
  private isTaken = false;

  /**
   * Runs `work` when its turn has come. It calls `stepAside` where it can be interrupted, which
   * resolves when it may go on.
   *
   * @throws Failure `cancelled` where the signal is aborted while it waits, at first or aside.
   */
  async run<T>(
    ticket: Ticket,
    work: (stepAside: () => Promise<void>) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T> {
    let isMine = false;
    const take = async (): Promise<void> => {
      await this.take(ticket, signal);
      isMine = true;
    };
    const release = (): void => {
      isMine = false;
      this.release();
    };
    const stepAside = async (): Promise<void> => {
      const first = this.first();
      if (!first || !goesBefore(first.ticket, ticket)) return;
      release();
      await take();
    };
    await take();
    try {
      return await work(stepAside);
    } finally {
      if (isMine) release();
    }
  }

  private async take(ticket: Ticket, signal: AbortSignal): Promise<void> {
    if (signal.aborted) throw cancelled();
    if (!this.isTaken) {
      this.isTaken = true;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const giveUp = (): void => {
        this.waiting.delete(waiter);
        reject(cancelled());
      };
      const waiter: Waiter = {
        ticket,
        begin: () => {
          this.waiting.delete(waiter);
          signal.removeEventListener('abort', giveUp);
          resolve();
        },
      };
      this.waiting.add(waiter);
      signal.addEventListener('abort', giveUp, { once: true });
    });
  }

  private release(): void {
    const next = this.first();
    if (next) next.begin();
    else this.isTaken = false;
  }

  private first(): Waiter | undefined {
    let first: Waiter | undefined;
    for (const waiter of this.waiting) {
      if (!first || goesBefore(waiter.ticket, first.ticket)) first = waiter;
    }
    return first;
  }
}

import { cancelled } from './cancelled';

export type Priority = 'interactive' | 'background';

/** A place in the queue. */
export interface Ticket {
  /** May rise while it waits. */
  priority: Priority;
  /** Its number in the order of arrival; work that lets others go first takes a later one. */
  arrival: number;
}

interface Waiter<Place> {
  ticket: Ticket;
  begin(place: Place): void;
}

function goesBefore(one: Ticket, other: Ticket): boolean {
  return one.priority === other.priority
    ? one.arrival < other.arrival
    : one.priority === 'interactive';
}

/**
 * One piece of work at a time in each place: interactive ones first, each kind in the order of
 * arrival. Work in progress steps aside where it says so (after every batch) and only for what goes
 * before it.
 */
export class Turns<Place> {
  private readonly waiting = new Set<Waiter<Place>>();
  /** The last is taken first: it is the one that was used last. */
  private readonly free: Place[];

  readonly places: number;

  constructor(places: readonly Place[]) {
    this.places = places.length;
    this.free = [...places].reverse();
  }

  /**
   * Runs `work` in a place when its turn has come. It calls `stepAside` where it can be interrupted,
   * which resolves when it may go on, and to the place where; once `work` has ended it is `cancelled`.
   * `isDue` says whether others wait that it would let go first.
   *
   * @throws Failure `cancelled` where the signal is aborted while it waits, at first or aside.
   */
  async run<T>(
    ticket: Ticket,
    work: (place: Place, stepAside: () => Promise<Place>, isDue: () => boolean) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T> {
    let held: { place: Place } | undefined;
    const take = async (): Promise<Place> => {
      const place = await this.take(ticket, signal);
      held = { place };
      return place;
    };
    const isDue = (): boolean => {
      const first = this.first();
      return first !== undefined && goesBefore(first.ticket, ticket);
    };
    const stepAside = async (): Promise<Place> => {
      // What is left of work that was given up has no place to give away.
      if (!held) throw cancelled();
      const { place } = held;
      if (!isDue()) return place;
      held = undefined;
      this.release(place);
      return await take();
    };
    const place = await take();
    try {
      return await work(place, stepAside, isDue);
    } finally {
      const last = held as { place: Place } | undefined;
      held = undefined;
      if (last) this.release(last.place);
    }
  }

  private async take(ticket: Ticket, signal: AbortSignal): Promise<Place> {
    if (signal.aborted) throw cancelled();
    if (this.free.length > 0) return this.free.pop()!;
    return await new Promise<Place>((resolve, reject) => {
      const giveUp = (): void => {
        this.waiting.delete(waiter);
        reject(cancelled());
      };
      const waiter: Waiter<Place> = {
        ticket,
        begin: (place) => {
          this.waiting.delete(waiter);
          signal.removeEventListener('abort', giveUp);
          resolve(place);
        },
      };
      this.waiting.add(waiter);
      signal.addEventListener('abort', giveUp, { once: true });
    });
  }

  private release(place: Place): void {
    const next = this.first();
    if (next) next.begin(place);
    else this.free.push(place);
  }

  private first(): Waiter<Place> | undefined {
    let first: Waiter<Place> | undefined;
    for (const waiter of this.waiting) {
      if (!first || goesBefore(waiter.ticket, first.ticket)) first = waiter;
    }
    return first;
  }
}

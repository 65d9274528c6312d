import { Failure } from '../failure';

/** Lets a few pieces of work run at once; of those that wait, the one that came last is next. */
export class NewestFirst {
  private readonly waiting: (() => void)[] = [];

  constructor(private free: number) {}

  /** @throws Failure `cancelled` where the signal is aborted before its turn has come. */
  async run<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    if (signal.aborted) throw cancelled();
    if (this.free > 0) this.free -= 1;
    else await this.turn(signal);
    try {
      return await work();
    } finally {
      // A place goes from hand to hand, so that nobody who comes meanwhile gets in between.
      const next = this.waiting.pop();
      if (next) next();
      else this.free += 1;
    }
  }

  private async turn(signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const leave = (): void => {
        this.waiting.splice(this.waiting.indexOf(begin), 1);
        reject(cancelled());
      };
      const begin = (): void => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      this.waiting.push(begin);
      signal.addEventListener('abort', leave, { once: true });
    });
  }
}

function cancelled(): Failure {
  return new Failure('cancelled', 'Cancelled.');
}

/** Of the four threads that Node reads with, those that may hang on a disk. */
const maxStuck = 2;

/** The part of the wait that begins anew when the process was too busy to hear of results. */
const grace = 0.2;

/** Waits for a disk that may not answer, as that of another machine may not. */
export class Patience {
  private stuck = 0;

  /** @param usual Milliseconds to wait for the disk. */
  constructor(private readonly usual: number) {}

  /**
   * What `read` resolves to, undefined when it took too long: then its signal aborts. While too
   * many reads that were given up still hang, nothing is read and the answer is undefined.
   */
  async wait<T>(
    read: (signal: AbortSignal) => Promise<T>,
    milliseconds = this.usual,
  ): Promise<T | undefined> {
    if (this.stuck >= maxStuck) return undefined;
    const late = new AbortController();
    const reading = read(late.signal);
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<undefined>((resolve) => {
      const giveUp = (): void => {
        late.abort();
        this.countUntilSettled(reading);
        resolve(undefined);
      };
      // Timers come before what the disk has delivered meanwhile: hence the grace after a busy
      // time, and a last look at the end.
      timer = setTimeout(
        () => {
          timer = setTimeout(() => setImmediate(giveUp), milliseconds * grace);
        },
        milliseconds * (1 - grace),
      );
    });
    try {
      return await Promise.race([reading, tooLate]);
    } finally {
      clearTimeout(timer);
    }
  }

  private countUntilSettled(reading: Promise<unknown>): void {
    const settled = (): void => {
      this.stuck -= 1;
    };
    this.stuck += 1;
    reading.then(settled, settled);
  }
}

/** A moment, and the time that batches had taken by then, in milliseconds. */
interface Moment {
  at: number;
  batches: number;
}

/**
 * Tells the time that batches take from that of other work, which waits for the host while it
 * computes a batch: nothing is to be counted twice.
 */
export class BatchClock {
  private batches = 0;
  private began: number | undefined;

  now(): Moment {
    const at = performance.now();
    return { at, batches: this.batches + (this.began === undefined ? 0 : at - this.began) };
  }

  /** One batch at a time. */
  begin(): number {
    this.began = performance.now();
    return this.began;
  }

  /** @returns the seconds that the batch took. */
  end(began: number): number {
    const took = performance.now() - began;
    this.batches += took;
    this.began = undefined;
    return took / 1_000;
  }

  /** Seconds since a moment, without those of batches. */
  secondsApart({ at, batches }: Moment): number {
    const now = this.now();
    return (now.at - at - (now.batches - batches)) / 1_000;
  }
}

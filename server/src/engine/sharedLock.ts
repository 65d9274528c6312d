/** Work that may go on beside other work, and work that has to be alone. */
export class SharedLock {
  private readonly inside = new Set<Promise<unknown>>();
  private closed: Promise<void> = Promise.resolve();

  /** Whether nothing is inside. */
  get isFree(): boolean {
    return this.inside.size === 0;
  }

  /** Begins `work` when nothing is, or waits to be, alone. */
  async shared<T>(work: () => Promise<T>): Promise<T> {
    for (let seen: unknown; seen !== this.closed; ) {
      seen = this.closed;
      await this.closed;
    }
    return await this.within(work);
  }

  /** Begins `work` when everything that began before has ended; what comes later waits for it. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    const before = this.closed;
    let open = (): void => {};
    this.closed = new Promise<void>((resolve) => {
      open = resolve;
    });
    try {
      await before;
      await this.emptied();
      return await this.within(work);
    } finally {
      open();
    }
  }

  /** Resolves when what is inside now has ended. */
  async emptied(): Promise<void> {
    await Promise.allSettled(this.inside);
  }

  private async within<T>(work: () => Promise<T>): Promise<T> {
    const doing = work();
    this.inside.add(doing);
    try {
      return await doing;
    } finally {
      this.inside.delete(doing);
    }
  }
}

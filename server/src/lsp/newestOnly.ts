/**
 * Sends values one after the other, each once the one before has been taken. Of those that come
 * meanwhile only the newest is kept, so that whoever does not read cannot make them pile up.
 */
export class NewestOnly<T> {
  private waiting: { value: T } | undefined;
  private sending: Promise<void> | undefined;

  /**
   * @param write resolves when the value has been taken; where it rejects, nobody will read on.
   * @param merge what is kept of one that waits and the one after it.
   */
  constructor(
    private readonly write: (value: T) => Promise<void>,
    private readonly merge: (waiting: T, newest: T) => T = (_, newest) => newest,
  ) {}

  send(value: T): void {
    this.waiting = { value: this.waiting ? this.merge(this.waiting.value, value) : value };
    this.sending ??= this.drain();
  }

  /** Resolves when everything has been taken. */
  async flushed(): Promise<void> {
    await this.sending;
  }

  private async drain(): Promise<void> {
    try {
      while (this.waiting) {
        const { value } = this.waiting;
        this.waiting = undefined;
        await this.write(value);
      }
    } catch {
      this.waiting = undefined;
    } finally {
      this.sending = undefined;
    }
  }
}

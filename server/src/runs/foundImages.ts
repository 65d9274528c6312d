/** Images taken from the list at once: their files are looked at side by side. */
const mostAtOnce = 64;

/** Images that are found by one and taken by another, who need not be equally fast. */
export class FoundImages {
  private readonly images: string[] = [];
  private end: { error?: unknown } | undefined;
  private wake = (): void => {};

  push(image: string): void {
    this.images.push(image);
    this.wake();
  }

  /** No more will come; with an error, that is what whoever takes them meets at once. */
  close(end: { error?: unknown }): void {
    this.end = end;
    this.wake();
  }

  /** @throws what the listing has failed of. */
  async *taken(): AsyncGenerator<string[]> {
    for (let from = 0; ; ) {
      if (this.end && 'error' in this.end) throw this.end.error;
      const some = this.images.slice(from, from + mostAtOnce);
      if (some.length > 0) {
        from += some.length;
        yield some;
      } else if (this.end) return;
      else await this.news();
    }
  }

  private async news(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.wake = resolve;
    });
  }
}

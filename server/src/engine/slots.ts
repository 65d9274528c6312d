/** Lets as many pieces of work run at once as there are slots; others wait, in order of arrival. */
export class Slots {
  private readonly waiting: (() => void)[] = [];

  constructor(private free: number) {}

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.free > 0) this.free -= 1;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    try {
      return await work();
    } finally {
      // A slot goes from hand to hand, so that nobody who comes meanwhile gets in between.
      const next = this.waiting.shift();
      if (next) next();
      else this.free += 1;
    }
  }
}

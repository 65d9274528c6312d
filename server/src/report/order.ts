/** Not by locale: the same everywhere, whatever a machine is set to. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * The first of many things in an order, of which only a few are held at a time.
 *
 * @param compare a total order: what is held must not depend on the order of adding.
 */
export class FirstOf<T> {
  private held: T[] = [];

  constructor(
    private readonly limit: number,
    private readonly compare: (a: T, b: T) => number,
  ) {}

  add(thing: T): void {
    this.held.push(thing);
    if (this.held.length >= 2 * this.limit + 64) this.held = this.list();
  }

  list(): T[] {
    return [...this.held].sort(this.compare).slice(0, this.limit);
  }
}

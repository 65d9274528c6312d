import { byText } from './order';

/** How often each name came. */
export class Counts {
  private readonly counts = new Map<string, number>();

  add(name: string): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
  }

  /** The most frequent first, then by name. */
  list(): { label: string; images: number }[] {
    return [...this.counts]
      .map(([label, images]) => ({ label, images }))
      .sort((a, b) => b.images - a.images || byText(a.label, b.label));
  }
}

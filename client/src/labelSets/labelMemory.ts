import type { Memento } from 'vscode';
import type { LabelSet } from './labelSet';

const key = 'recentLabels';
const capacity = 10;

/** The label sets that were used in this workspace, newest first, without repetitions. */
export class LabelMemory {
  constructor(private readonly memento: Memento) {}

  get recent(): LabelSet[] {
    // Version 0.1 kept bare lists.
    return this.memento
      .get<(LabelSet | string[])[]>(key, [])
      .map((each) => (Array.isArray(each) ? { labels: each } : each));
  }

  async remember(set: LabelSet): Promise<void> {
    const used = identity(set);
    const others = this.recent.filter((each) => identity(each) !== used);
    await this.memento.update(key, [set, ...others].slice(0, capacity));
  }
}

/** The same source, or the same labels that were typed, are the same set. */
export function identity({ source, labels, templates = [] }: LabelSet): string {
  return JSON.stringify(source ?? [labels, templates]);
}

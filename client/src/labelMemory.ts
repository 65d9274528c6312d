import type { Memento } from 'vscode';
import { formatLabels } from './labels';

const key = 'recentLabels';
const capacity = 10;

/** The lists of labels that were used in this workspace, newest first, without repetitions. */
export class LabelMemory {
  constructor(private readonly memento: Memento) {}

  get recent(): string[][] {
    return this.memento.get<string[][]>(key, []);
  }

  async remember(labels: readonly string[]): Promise<void> {
    const typed = formatLabels(labels);
    const others = this.recent.filter((each) => formatLabels(each) !== typed);
    await this.memento.update(key, [[...labels], ...others].slice(0, capacity));
  }
}

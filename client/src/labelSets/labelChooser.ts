import type { Memento, Uri } from 'vscode';
import { toFailure } from '../failure';
import { failureText } from '../failureText';
import { showWarning } from '../messages';
import { defaultLabels } from '../settings';
import { editLabelSet } from './editLabelSet';
import { typeLabels } from './labelInput';
import { LabelMemory } from './labelMemory';
import { type LabelSet, labelNames } from './labelSet';
import type { LabelSetOffers } from './labelSetItems';
import { pickLabelSet } from './labelSetPick';
import type { LabelSets } from './labelSets';
import { parseLabels } from './labels';
import { labelsAtHand } from './labelsAtHand';
import { saveLabelSet } from './saveLabelSet';

/** Which labels images are to be compared with: those used last in this workspace, or others. */
export class LabelChooser {
  private readonly memory: LabelMemory;

  constructor(
    private readonly sets: LabelSets,
    memento: Memento,
  ) {
    this.memory = new LabelMemory(memento);
  }

  /** The set that was used last, as its file or setting now has it; undefined where it has none. */
  async last(): Promise<LabelSet | undefined> {
    const [last] = this.memory.recent;
    return last && this.sets.current(last);
  }

  remember(set: LabelSet): Promise<void> {
    return this.memory.remember(set);
  }

  /**
   * Asks for labels.
   *
   * @param files what they are for: the names of folders there may be labels
   * @returns undefined when the question was dismissed, or led to a file or setting to be changed
   */
  async ask(title: string, files: readonly Uri[] = []): Promise<LabelSet | undefined> {
    for (;;) {
      const { recent } = this.memory;
      const offers = { recent, found: [], proposed: recent.length > 0 ? [] : labelsOfSetting() };
      const choice = await pickLabelSet(title, offers, this.more(recent, files));
      switch (choice?.kind) {
        case 'use':
          return choice.set;
        case 'edit':
          await editLabelSet(choice.source);
          return undefined;
        case 'save':
          await saveLabelSet(choice.set);
          this.sets.refresh();
          break;
        case 'type': {
          const typed = await typeLabels(title, parseLabels(choice.typed));
          if (typed !== 'back') return typed && { labels: typed };
          break;
        }
        default:
          return undefined;
      }
    }
  }

  /** Asks for others than these, which the model has refused. */
  async askOthers(
    title: string,
    refused: LabelSet,
    files: readonly Uri[],
  ): Promise<LabelSet | undefined> {
    if (refused.source) return this.ask(title, files);
    const typed = await typeLabels(title, labelNames(refused.labels));
    return typed === 'back' ? this.ask(title, files) : typed && { labels: typed };
  }

  private async more(
    recent: readonly LabelSet[],
    files: readonly Uri[],
  ): Promise<Partial<LabelSetOffers>> {
    const [found, folders, last] = await Promise.all([
      this.sets.all(),
      labelsAtHand(files),
      this.last(),
    ]);
    return { found, folders, recent: [...(last ? [last] : []), ...recent.slice(1)] };
  }
}

/** Labels can be typed whatever the setting holds, so a wrong one is a warning only. */
function labelsOfSetting(): string[] {
  try {
    return defaultLabels();
  } catch (error) {
    void showWarning(failureText(toFailure(error)));
    return [];
  }
}

import type { ModelEntry } from '../../../server/src/protocol';
import type { Downloads } from './downloadModel';
import { isHere, type ModelAction } from './modelItems';
import type { Models } from './models';
import { removeModel } from './removeModel';
import { openModelPage, revealModel } from './showModel';
import { useModel } from './useModel';
import { verifyModel } from './verifyModel';
import { wantedModel } from './wantedModel';

/** What can be done with a model of the list, wherever a person asks for it. */
export class ModelActions {
  constructor(
    private readonly models: Models,
    private readonly downloads: Downloads,
  ) {}

  /**
   * @param entries all models there are
   * @throws ClassificationFailure
   */
  async act(entry: ModelEntry, action: ModelAction, entries: readonly ModelEntry[]): Promise<void> {
    switch (action) {
      case 'use':
        if (isHere(entry)) await useModel(entry.id, entry.title);
        else await this.download(entry);
        break;
      case 'verify':
        if (await verifyModel(this.models, entry)) await this.downloadMissing(entry);
        break;
      case 'remove':
        await removeModel(this.models, entry, entries);
        break;
      case 'reveal':
        await revealModel(entry);
        break;
      case 'openPage':
        await openModelPage(entry);
        break;
    }
  }

  private download(entry: ModelEntry): Promise<void> {
    return this.downloads.begin(wantedModel(entry));
  }

  /** What its verification has found to be wrong counts as missing from then on. */
  private async downloadMissing({ id }: ModelEntry): Promise<void> {
    const entry = (await this.models.list()).find((each) => each.id === id);
    if (entry) await this.download(entry);
  }
}

import { l10n } from 'vscode';
import type { ModelEntry } from '../../../server/src/protocol';
import { showInformation } from '../messages';
import { modelInUse } from '../settings';
import type { Downloads } from './downloadModel';
import type { ModelActions } from './modelActions';
import { type ModelItem, modelItems, typedRepositoryItem } from './modelItems';
import { type PickedModel, pickModel } from './modelPick';
import type { Models } from './models';
import { askRepository, useFolder } from './otherModels';

/** The list of models, and what can be done with each. */
export class ModelChooser {
  constructor(
    private readonly models: Models,
    private readonly downloads: Downloads,
    private readonly actions: ModelActions,
  ) {}

  /** @throws ClassificationFailure, as the other methods */
  async choose(): Promise<void> {
    const entries = this.models.list();
    const question = {
      title: l10n.t('Choose a Model'),
      placeholder: l10n.t('The model that images are classified with'),
      action: 'use',
      typedItem: typedRepositoryItem,
    } as const;
    const items = entries.then((all) => modelItems(all, modelInUse()));
    await this.act(await pickModel(question, items), entries);
  }

  /** Lets a person choose among the downloaded models, and does `action` with the chosen one. */
  async chooseDownloaded(action: 'verify' | 'remove', title: string): Promise<void> {
    const entries = this.models.list();
    const isOffered = ({ state }: ModelEntry): boolean =>
      state === 'downloaded' || (action === 'remove' && state === 'partial');
    const offered = (await entries).filter(isOffered);
    if (offered.length === 0) {
      void showInformation(l10n.t('No model has been downloaded to this machine.'));
      return;
    }
    const placeholder = l10n.t('A model on this machine');
    const items = Promise.resolve(modelItems(offered, modelInUse()).filter(isOfModel));
    await this.act(await pickModel({ title, placeholder, action }, items), entries);
  }

  private async act(
    picked: PickedModel | undefined,
    entries: Promise<ModelEntry[]>,
  ): Promise<void> {
    if (!picked) return;
    const { choice, action } = picked;
    if (choice.kind === 'folder') await useFolder();
    else if (choice.kind === 'repository') await this.downloadRepository(choice.name);
    else await this.actions.act(choice.entry, action, await entries);
  }

  private async downloadRepository(named: string | undefined): Promise<void> {
    const name = named ?? (await askRepository());
    if (!name) return;
    await this.downloads.begin({ model: name, title: name, facts: [] });
  }
}

/** Only rows of models: no ways to others, and no group is needed. */
function isOfModel({ choice }: ModelItem): boolean {
  return choice?.kind === 'model';
}

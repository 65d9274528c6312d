import path from 'node:path';
import {
  CancellationError,
  EventEmitter,
  type LogOutputChannel,
  l10n,
  ProgressLocation,
  window,
} from 'vscode';
import type { DownloadState } from '../../../server/src/protocol';
import { toFailure } from '../failure';
import { showInformation, withoutLinks } from '../messages';
import { offerRecovery } from './downloadRecovery';
import { downloadText, percentDone } from './downloadText';
import type { HuggingFaceToken } from './huggingFaceToken';
import { acceptLicence } from './licence';
import type { Models } from './models';
import { useModel } from './useModel';
import type { WantedModel } from './wantedModel';

/**
 * What is accepted before a licence is known. The server answers with that of the model, as no name
 * of a licence has a line break: whoever wrote a repository could have called it anything else.
 */
const noLicence = 'not\nknown';

/** Downloads models: the licence first, then a progress with cancel, then what came of it. */
export class Downloads {
  /** How far those are that go on; undefined until the first byte. */
  private readonly running = new Map<string, DownloadState | undefined>();
  private readonly changed = new EventEmitter<void>();
  /** A download has begun, come further or ended. */
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly models: Models,
    private readonly token: HuggingFaceToken,
    private readonly log: LogOutputChannel,
  ) {}

  /** How far the download of a model is: undefined where there is none. */
  stateText(model: string): string | undefined {
    if (!this.running.has(model)) return undefined;
    const state = this.running.get(model);
    return state ? downloadText(state) : l10n.t('starting');
  }

  /** Shows the licence, where it is known already, and downloads what is missing once it is accepted. */
  async begin(wanted: WantedModel): Promise<void> {
    const { title, licence, facts } = wanted;
    if (!licence || (await acceptLicence(title, licence, facts))) await this.goOn(wanted);
  }

  /** Downloads what is missing of a model whose licence was accepted, or is not known. */
  private async goOn(wanted: WantedModel): Promise<void> {
    const { model, title } = wanted;
    if (this.running.has(model)) {
      void showInformation(l10n.t('{0} is being downloaded already.', title));
      return;
    }
    this.follow(model, undefined);
    const outcome = await this.download(wanted).finally(() => {
      this.running.delete(model);
      this.changed.fire();
    });
    if (typeof outcome === 'string') await offerUse(title, outcome);
    else await this.afterFailure(wanted, outcome.error);
  }

  /** Resolves to the folder, or to why there is none. */
  private async download(wanted: WantedModel): Promise<string | { error: unknown }> {
    const { model, title, licence } = wanted;
    const token = await this.token.get();
    const accepted = licence?.name ?? noLicence;
    const params = { model, acceptLicence: accepted, ...(token && { token }) };
    const options = {
      location: ProgressLocation.Notification,
      title: withoutLinks(
        licence ? l10n.t('Downloading {0}', title) : l10n.t('Asking the hub for {0}', title),
      ),
      cancellable: true,
    };
    try {
      return await window.withProgress(options, (progress, cancellation) => {
        let reported = 0;
        progress.report({ message: l10n.t('starting') });
        const onState = (state: DownloadState): void => {
          const increment = Math.max(0, percentDone(state) - reported);
          progress.report({ message: withoutLinks(downloadText(state)), increment });
          reported += increment;
          this.follow(model, state);
        };
        const onNote = (note: string): void => progress.report({ message: withoutLinks(note) });
        return this.models.download(params, cancellation, { onState, onNote });
      });
    } catch (error) {
      return { error };
    }
  }

  private follow(model: string, state: DownloadState | undefined): void {
    this.running.set(model, state);
    this.changed.fire();
  }

  private async afterFailure(wanted: WantedModel, error: unknown): Promise<void> {
    if (error instanceof CancellationError) {
      // Where the licence was not known yet, nothing was downloaded that could be gone on with.
      if (wanted.licence && (await offerResume(wanted.title))) await this.goOn(wanted);
      return;
    }
    const failure = toFailure(error);
    const { licence: name, url } = failure.details;
    if (failure.code === 'licence-not-accepted' && name && url && name !== wanted.licence?.name) {
      await this.begin({ ...wanted, licence: { name, url } });
      return;
    }
    this.log.error(`${wanted.model}: ${failure.code}: ${failure.message}`);
    if (await offerRecovery(wanted, failure, this.token)) await this.goOn(wanted);
  }
}

async function offerUse(title: string, folder: string): Promise<void> {
  const use = l10n.t('Use It');
  const choice = await showInformation(l10n.t('{0} has been downloaded.', title), use);
  // A downloaded model's folder is named as the model is.
  if (choice === use) await useModel(path.basename(folder), title);
}

async function offerResume(title: string): Promise<boolean> {
  const resume = l10n.t('Resume');
  const message = l10n.t('The download of {0} was cancelled. What has come so far is kept.', title);
  return (await showInformation(message, resume)) === resume;
}

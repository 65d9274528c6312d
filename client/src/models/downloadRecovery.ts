import { env, l10n } from 'vscode';
import type { ClassificationFailure } from '../failure';
import { failureText } from '../failureText';
import { showError } from '../messages';
import type { HuggingFaceToken } from './huggingFaceToken';
import { webPage } from './licence';
import type { WantedModel } from './wantedModel';

/**
 * Says why a model could not be downloaded, with what may help: going on, another token, a look at
 * its page. Resolves to whether to go on.
 */
export async function offerRecovery(
  { title, licence }: Pick<WantedModel, 'title' | 'licence'>,
  failure: ClassificationFailure,
  token: HuggingFaceToken,
): Promise<boolean> {
  // Without a licence that was accepted, nothing has come that could be gone on with.
  const again = licence ? l10n.t('Resume') : l10n.t('Try Again');
  const enterToken = l10n.t('Enter Token...');
  const openPage = l10n.t('Open Page');
  const page = failure.concernsToken ? webPage(failure.details.page ?? '') : undefined;
  // Elsewhere it is the setting that names a model which does not exist.
  const reason = failure.code === 'model-not-found' ? failure.message : failureText(failure);
  const message = l10n.t('Could not download {0}: {1}', title, reason);
  const buttons = [
    ...(failure.concernsToken ? [enterToken] : []),
    ...(page ? [openPage] : []),
    ...(failure.mayPass ? [again] : []),
  ];
  for (;;) {
    const choice = await showError(message, ...buttons);
    if (choice === enterToken) return token.ask();
    if (choice !== openPage || !page) return choice === again;
    await env.openExternal(page);
  }
}

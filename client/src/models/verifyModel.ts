import { CancellationError, l10n, ProgressLocation, window } from 'vscode';
import type { ModelEntry, VerifiedFile } from '../../../server/src/protocol';
import { listText } from '../listText';
import { showError, showInformation, withoutLinks } from '../messages';
import type { Models } from './models';

/** Files of a model that a message names before it says how many more there are. */
const maxFiles = 5;

/**
 * Has every file of a model read and says what is wrong. Resolves to whether to download it again.
 */
export async function verifyModel(models: Models, { id, title }: ModelEntry): Promise<boolean> {
  const options = {
    location: ProgressLocation.Notification,
    title: withoutLinks(l10n.t('Verifying {0}', title)),
    cancellable: true,
  };
  const files = await window.withProgress(options, async (progress, token) => {
    let reported = 0;
    const onPercent = (percent: number): void => {
      progress.report({ message: `${percent}%`, increment: percent - reported });
      reported = percent;
    };
    try {
      return await models.verify(id, token, onPercent);
    } catch (error) {
      if (error instanceof CancellationError) return undefined;
      throw error;
    }
  });
  if (!files) return false;
  const damaged = files.filter(({ state }) => state !== 'whole' && state !== 'no-known-hash');
  if (damaged.length === 0) {
    void showInformation(wholeText(title, files));
    return false;
  }
  const again = l10n.t('Download Again');
  return (await showError(damagedText(title, damaged), again)) === again;
}

function wholeText(title: string, files: readonly VerifiedFile[]): string {
  const unknown = files.filter(({ state }) => state === 'no-known-hash').length;
  return unknown > 0
    ? l10n.t(
        '{0} is whole: {1} files checked, {2} of them by their size alone.',
        title,
        files.length,
        unknown,
      )
    : l10n.t('{0} is whole: {1} files checked.', title, files.length);
}

function damagedText(title: string, damaged: readonly VerifiedFile[]): string {
  const named = damaged
    .slice(0, maxFiles)
    .map(({ file, state }) => `${file} (${stateText(state)})`);
  const more = damaged.length - named.length;
  const names = listText([...named, ...(more > 0 ? [l10n.t('and {0} more', more)] : [])]);
  return l10n.t('{0} is damaged: {1}.', title, names);
}

function stateText(state: VerifiedFile['state']): string {
  switch (state) {
    case 'missing':
      return l10n.t('missing');
    case 'wrong-size':
      return l10n.t('wrong size');
    default:
      return l10n.t('wrong content');
  }
}

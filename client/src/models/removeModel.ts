import { l10n, window } from 'vscode';
import type { ModelEntry } from '../../../server/src/protocol';
import { showInformation, withoutLinks } from '../messages';
import { modelInUse } from '../settings';
import { bytesText } from './amounts';
import { entryInUse } from './modelItems';
import type { Models } from './models';
import { useModel } from './useModel';

/** Asks, then removes a model from this machine; the bundled one takes its place where it is in use. */
export async function removeModel(
  models: Models,
  entry: ModelEntry,
  entries: readonly ModelEntry[],
): Promise<void> {
  const { id, title, bytes } = entry;
  const isInUse = entryInUse(entries, modelInUse()) === entry;
  const bundled = entryInUse(entries, undefined)?.title ?? '';
  const detail = [
    l10n.t('Its files are deleted: {0}.', bytesText(bytes.total - bytes.missing)),
    ...(isInUse ? [l10n.t('It is in use: {0} takes its place.', bundled)] : []),
  ].join('\n');
  const message = withoutLinks(l10n.t('Remove {0} from this machine?', title));
  const remove = l10n.t('Remove');
  const choice = await window.showWarningMessage(message, { modal: true, detail }, remove);
  if (choice !== remove) return;
  const freedBytes = await models.remove(id);
  if (isInUse) await useModel(undefined, bundled);
  void showInformation(
    l10n.t('{0} was removed; {1} are free again.', title, bytesText(freedBytes)),
  );
}

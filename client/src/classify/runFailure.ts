import { l10n, type Uri } from 'vscode';
import type { ClassificationFailure } from '../failure';
import { failureText } from '../failureText';
import { imageName } from '../images';
import { listText, namedText } from '../listText';
import { showError } from '../messages';
import { recoveryActions } from '../recovery';

/**
 * Says why folders could not be classified, in one message. Resolves to whether the person wants to
 * try other labels.
 */
export async function showRunFailure(
  failed: readonly { folder: Uri; failure: ClassificationFailure }[],
): Promise<boolean> {
  const failures = failed.map(({ failure }) => failure);
  const changeLabels = l10n.t('Change Labels...');
  const recovery = recoveryActions(failures);
  const actions = [
    ...(failures.some(({ concernsLabels }) => concernsLabels) ? [changeLabels] : []),
    ...recovery.keys(),
  ];
  const names = new Map<string, string[]>();
  for (const { folder, failure } of failed) {
    const text = failureText(failure);
    names.set(text, [...(names.get(text) ?? []), imageName(folder)]);
  }
  const reasons = [...names].map(([text, folders]) => namedText(listText(folders), text));
  const choice = await showError(l10n.t('Could not classify {0}', reasons.join(' ')), ...actions);
  await recovery.get(choice ?? '')?.();
  return choice === changeLabels;
}

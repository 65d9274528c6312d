import { commands, l10n, Uri, window } from 'vscode';
import { showError, showInformation, showWarning } from '../messages';
import { recoveryActions } from '../recovery';
import type { BatchOutcome } from './batch';
import { copyResults } from './copyResult';
import { detailText, summaryText } from './outcomeText';

/** Says what came of a batch. Resolves to whether the person wants to try other labels. */
export async function showOutcome(outcome: BatchOutcome): Promise<boolean> {
  const { results, failed } = outcome;
  const summary = summaryText(outcome);
  if (!summary) return false;
  const details = l10n.t('Show Details');
  const explain = l10n.t('Explain');
  const [result] = outcome.images.length === 1 ? results : [];
  const copy = results.length === 1 ? l10n.t('Copy Result') : l10n.t('Copy Results');
  const changeLabels = l10n.t('Change Labels...');
  const recovery = recoveryActions(failed.map(({ failure }) => failure));
  const actions = [
    ...(result ? [explain] : []),
    ...(results.length > 0 || failed.length > 1 ? [details] : []),
    ...(results.length > 0 ? [copy] : []),
    ...(failed.some(({ failure }) => failure.concernsLabels) ? [changeLabels] : []),
    ...recovery.keys(),
  ];
  let choice = await notify(outcome, summary, actions);
  if (choice === details) choice = await showDetails(outcome, summary, copy);
  if (result && choice === explain) {
    await commands.executeCommand('diffusionClassifier.explainImage', Uri.parse(result.image));
  }
  if (choice === copy) await copyResults(results);
  await recovery.get(choice ?? '')?.();
  return choice === changeLabels;
}

function notify({ results, failed }: BatchOutcome, summary: string, actions: string[]) {
  if (failed.length === 0) return showInformation(summary, ...actions);
  return results.length > 0 ? showWarning(summary, ...actions) : showError(summary, ...actions);
}

async function showDetails(
  outcome: BatchOutcome,
  summary: string,
  copy: string,
): Promise<string | undefined> {
  const items = [
    ...(outcome.results.length > 0 ? [{ title: copy }] : []),
    { title: l10n.t('Close'), isCloseAffordance: true },
  ];
  const options = { modal: true, detail: detailText(outcome) };
  return (await window.showInformationMessage(summary, options, ...items))?.title;
}

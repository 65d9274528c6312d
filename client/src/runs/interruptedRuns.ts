import { type Disposable, type LogOutputChannel, l10n, type Memento, workspace } from 'vscode';
import { toFailure } from '../failure';
import { showInformation } from '../messages';
import { showFailure } from '../recovery';
import { isGoing } from './runItem';
import type { Runs } from './runs';
import { numberText, runName } from './runText';

const key = 'runsGoingOn';

/**
 * Keeps which runs go on in this window, and offers once to resume those that were interrupted with
 * it: by a reload, or by closing it.
 */
export function offerInterrupted(runs: Runs, memory: Memento, log: LogOutputChannel): Disposable {
  const before = memory.get<string[]>(key, []);
  let kept = before.join();
  const keep = (): void => {
    const going = runs.all.filter(isGoing).map(({ summary }) => summary.run);
    if (going.join() === kept) return;
    kept = going.join();
    void memory.update(key, going);
  };
  if (before.length > 0 && workspace.isTrusted) {
    void offer(runs, before).catch((error) =>
      log.warn(`Interrupted runs cannot be listed: ${toFailure(error).message}`),
    );
  }
  return runs.onDidChange(keep);
}

async function offer(runs: Runs, before: readonly string[]): Promise<void> {
  await runs.refresh();
  const interrupted = before
    .flatMap((run) => runs.get(run) ?? [])
    .filter(({ summary }) => summary.state === 'interrupted');
  const [first, second] = interrupted;
  if (!first) return;
  const { summary } = first;
  const { counts } = summary;
  const message = second
    ? l10n.t('Runs were interrupted when the window was closed.')
    : l10n.t(
        'The run of {0} was interrupted after {1} of {2} images.',
        runName(summary),
        numberText(counts.done + counts.failed),
        numberText(counts.total),
      );
  const resume = l10n.t('Resume');
  if ((await showInformation(message, resume)) !== resume) return;
  for (const { summary: each } of interrupted) {
    try {
      await runs.resume(each.run);
    } catch (error) {
      void showFailure(toFailure(error));
    }
  }
}

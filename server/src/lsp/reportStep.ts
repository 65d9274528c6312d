import type { WorkDoneProgressReporter } from 'vscode-languageserver/node';
import type { Step } from '../engine';

/** Tells whoever waits for an image how far the work has come. */
export function reportStep(progress: WorkDoneProgressReporter, { name, done, total }: Step): void {
  if (name === 'choosing') progress.report(0, 'Trying what to run on');
  else if (name === 'encoding') progress.report(0, `Reading the labels: ${done} of ${total}`);
  else progress.report(Math.floor((100 * done) / total));
}

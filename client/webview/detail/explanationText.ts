import * as l10n from '@vscode/l10n';
import type { ExplainResult } from '../../../server/src/protocol';
import { countText, errorText, secondsText } from '../charts/amounts';

/** What the comparison of two labels came to, in words. */
export function explanationText(explanation: ExplainResult): string {
  return `${outcome(explanation)} ${l10n.t(
    '{0} evaluations in {1} s.',
    countText(explanation.evaluations),
    secondsText(explanation.seconds),
  )}`;
}

function outcome({ labels, difference, interval }: ExplainResult): string {
  if (!interval || (interval[0] <= 0 && interval[1] >= 0)) {
    return l10n.t('Between {0} and {1} it is too close to say.', ...labels);
  }
  const [nearer, other] = difference > 0 ? labels : [labels[1], labels[0]];
  const [least, most] = interval.map(Math.abs).sort((a, b) => a - b);
  return l10n.t(
    '{0} predicts the noise better: its error is smaller than that of {1} by {2} ({3} to {4}, 95%).',
    nearer,
    other,
    errorText(Math.abs(difference)),
    errorText(least!),
    errorText(most!),
  );
}

import * as l10n from '@vscode/l10n';
import type { ClassifyResult, RowReview } from '../../../server/src/protocol';
import { countText, listText, secondsText, shareText } from '../charts/amounts';

/** More labels would not be read. */
const mostNamed = 5;

/** `bird 91.3%`, or the label alone where there is no probability. */
export function answerText({ labels, predicted }: ClassifyResult): string {
  const probability = labels.find(({ label }) => label === predicted)?.probability ?? null;
  return probability === null ? predicted : `${predicted} ${shareText(probability)}`;
}

/** What else is to be known of the answer, a sentence each. */
export function remarks(result: ClassifyResult, truth?: string, review?: RowReview): string[] {
  const { predicted, decision, shortlist } = result;
  const said: string[] = [];
  if (truth !== undefined) {
    said.push(
      truth === predicted
        ? l10n.t('That is the right label.')
        : l10n.t('The right label is {0}.', truth),
    );
  }
  if (review) {
    said.push(
      review.label === null
        ? l10n.t('It was skipped in review.')
        : l10n.t('Reviewed as {0}.', review.label),
    );
  }
  if (decision && !decision.decided) said.push(undecidedText(decision.inRace));
  if (decision?.boundExceeded) {
    said.push(l10n.t('Errors differed by more than the declared bound: nothing is guaranteed.'));
  }
  if (shortlist && shortlist.dropped > 0) {
    said.push(
      l10n.t(
        '{0} labels were compared; a shortlist left out {1}.',
        countText(shortlist.kept.length),
        countText(shortlist.dropped),
      ),
    );
  }
  return said;
}

function undecidedText(inRace: readonly string[]): string {
  const named = listText(inRace.slice(0, mostNamed));
  const others = inRace.length - mostNamed;
  return others > 0
    ? l10n.t('The race was undecided between {0}, and {1} more.', named, countText(others))
    : l10n.t('The race was undecided between {0}.', named);
}

/** What it took: pairs of a name and a value. */
export function facts({ model, provider, evaluations, remembered, seconds }: ClassifyResult) {
  const known = remembered ?? 0;
  return [
    [l10n.t('Model'), model],
    ...(provider ? [[l10n.t('Provider'), provider]] : []),
    [
      l10n.t('Evaluations'),
      known > 0
        ? l10n.t('{0}, {1} of them remembered', countText(evaluations), countText(known))
        : countText(evaluations),
    ],
    [l10n.t('Seconds'), secondsText(seconds)],
  ] as [name: string, value: string][];
}

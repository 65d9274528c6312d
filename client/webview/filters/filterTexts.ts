import * as l10n from '@vscode/l10n';
// Before the texts are looked up.
import '../language';
import type { FilterName, RowOrder, RowQuery } from '../rows/rowQuery';

type Outcome = NonNullable<RowQuery['only']>;
type Reviewed = NonNullable<RowQuery['review']>;

export const filterTitles: Record<FilterName, string> = {
  predicted: l10n.t('Label'),
  truth: l10n.t('Right Label'),
  only: l10n.t('Outcome'),
  review: l10n.t('Review'),
  probability: l10n.t('Probability'),
};

export const outcomeTexts: Record<Outcome, string> = {
  right: l10n.t('Right'),
  wrong: l10n.t('Wrong'),
  undecided: l10n.t('Undecided'),
  failed: l10n.t('Failed'),
};

export const reviewTexts: Record<Reviewed, string> = {
  none: l10n.t('Not Reviewed'),
  any: l10n.t('Reviewed'),
  accepted: l10n.t('Accepted'),
  corrected: l10n.t('Corrected'),
  skipped: l10n.t('Skipped'),
};

export const orderTexts: Record<RowOrder, string> = {
  path: l10n.t('Name'),
  predicted: l10n.t('Label'),
  truth: l10n.t('Right Label'),
  probability: l10n.t('Probability'),
  margin: l10n.t('Margin'),
  uncertainty: l10n.t('Uncertainty'),
  evaluations: l10n.t('Evaluations'),
};

/** What a set filter lets through. */
export function filterText(query: RowQuery, name: FilterName): string {
  switch (name) {
    case 'only':
      return query.only ? outcomeTexts[query.only] : '';
    case 'review':
      return query.review ? reviewTexts[query.review] : '';
    case 'probability':
      return query.probability ? rangeText(query.probability) : '';
    default:
      return query[name] ?? '';
  }
}

function rangeText([from, to]: readonly [number, number]): string {
  return l10n.t('{0}% to {1}%', Math.round(100 * from), Math.round(100 * to));
}

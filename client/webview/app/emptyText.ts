import * as l10n from '@vscode/l10n';
import type { RunState } from '../../../server/src/protocol';
import type { RowPages } from '../rows/rowPages';
import { setFilters } from '../rows/rowQuery';

/** Why there are no rows to see; undefined where there are, or may be. */
export function emptyText(
  { total, query, failure }: RowPages,
  state: RunState,
): string | undefined {
  if (failure) return failure.message;
  if (total !== 0) return undefined;
  if (setFilters(query).length > 0) return l10n.t('No image fits the filters.');
  if (state === 'running') return l10n.t('The first results come in a moment.');
  return l10n.t('There are no results yet.');
}

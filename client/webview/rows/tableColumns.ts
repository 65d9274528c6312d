import * as l10n from '@vscode/l10n';
import type { RunSummary } from '../../../server/src/protocol';
import type { RowOrder } from './rowQuery';

export type ColumnName =
  | 'image'
  | 'predicted'
  | 'probability'
  | 'margin'
  | 'evaluations'
  | 'truth'
  | 'review';

export interface TableColumn {
  name: ColumnName;
  title: string;
  /** What the rows are ordered by when its header is clicked. */
  order?: RowOrder;
  isNumber?: true;
}

/** The columns that say something of a run. */
export function tableColumns({ groundTruth }: RunSummary, isCalibrated: boolean): TableColumn[] {
  const columns: TableColumn[] = [
    { name: 'image', title: l10n.t('Image'), order: 'path' },
    { name: 'predicted', title: l10n.t('Label'), order: 'predicted' },
    { name: 'probability', title: l10n.t('Probability'), order: 'probability' },
    { name: 'margin', title: l10n.t('Margin'), order: 'margin', isNumber: true },
    { name: 'evaluations', title: l10n.t('Evaluations'), order: 'evaluations', isNumber: true },
    { name: 'truth', title: l10n.t('Right Label'), order: 'truth' },
    { name: 'review', title: l10n.t('Review') },
  ];
  return columns.filter(
    ({ name }) =>
      (name !== 'probability' || isCalibrated) && (name !== 'truth' || groundTruth !== 'none'),
  );
}

import * as l10n from '@vscode/l10n';
import type { TopLevelSpec } from 'vega-lite';
import type { CalibrationFigures } from '../../../server/src/protocol';
import { countText, errorText, shareText } from '../charts/amounts';
import type { Chart } from '../charts/chart';
import type { ChartTheme } from '../charts/chartTheme';

/** How often answers were right against how sure they were, beside the diagonal of equality. */
export function reliabilityChart({ bins }: CalibrationFigures): Chart {
  return {
    name: l10n.t('How often answers were right, against their probability'),
    height: 320,
    spec: (theme) => reliabilitySpec(bins, theme),
    table: {
      columns: [
        l10n.t('Probability'),
        l10n.t('Answers'),
        l10n.t('Mean Probability'),
        l10n.t('Right'),
        l10n.t('From'),
        l10n.t('To'),
      ],
      rows: bins.map(({ from, to, answers, confidence, accuracy, interval: [low, high] }) => [
        `${shareText(from)}–${shareText(to)}`,
        countText(answers),
        shareText(confidence),
        shareText(accuracy),
        shareText(low),
        shareText(high),
      ]),
    },
  };
}

/** How far probabilities are to be believed, in words. */
export function calibrationText({ error, byChance }: CalibrationFigures): string {
  return l10n.t(
    'Calibration error {0}; chance alone would show {1}, and up to {2}.',
    errorText(error),
    errorText(byChance.mean),
    errorText(byChance.upper),
  );
}

function reliabilitySpec(bins: CalibrationFigures['bins'], theme: ChartTheme): TopLevelSpec {
  const values = bins.map(({ interval: [low, high], ...bin }) => ({ ...bin, low, high }));
  const share = { type: 'quantitative' as const, scale: { domain: [0, 1] } };
  const axis = { format: '.0%', tickCount: 5 };
  const x = {
    field: 'confidence',
    ...share,
    axis: { ...axis, title: l10n.t('probability of the predicted label'), grid: false },
  };
  const color = { value: theme.first };
  return {
    padding: { left: 0, bottom: 0, top: 8, right: 14 },
    layer: [
      {
        data: {
          values: [
            { confidence: 0, accuracy: 0 },
            { confidence: 1, accuracy: 1 },
          ],
        },
        mark: { type: 'line', color: theme.muted, strokeDash: [4, 4], strokeWidth: 1 },
        encoding: { x, y: { field: 'accuracy', ...share } },
      },
      {
        data: { values },
        mark: { type: 'rule', strokeWidth: 2, opacity: 0.7 },
        encoding: { x, y: { field: 'low', ...share }, y2: { field: 'high' }, color },
      },
      {
        data: { values },
        mark: { type: 'point', filled: true, size: 60, opacity: 1 },
        encoding: {
          x,
          y: {
            field: 'accuracy',
            ...share,
            axis: { ...axis, title: l10n.t('share that was right') },
          },
          color,
        },
      },
    ],
  } as TopLevelSpec;
}

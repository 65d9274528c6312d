import * as l10n from '@vscode/l10n';
import type { TopLevelSpec } from 'vega-lite';
import type { ExplainResult } from '../../../server/src/protocol';
import { countText, errorText } from '../charts/amounts';
import type { Chart } from '../charts/chart';
import type { ChartTheme } from '../charts/chartTheme';
import { shortName } from '../charts/endNames';

/** The difference of two labels' errors against the timestep, with its 95% intervals. */
export function explanationChart(explanation: ExplainResult): Chart {
  const [first, second] = explanation.labels;
  return {
    name: l10n.t(
      'How much smaller the error of {0} is than that of {1}, against the timestep',
      first,
      second,
    ),
    height: 220,
    spec: (theme) => explanationSpec(explanation, theme),
    table: {
      columns: [
        l10n.t('Timesteps'),
        l10n.t('Samples'),
        l10n.t('Difference'),
        l10n.t('From'),
        l10n.t('To'),
      ],
      rows: explanation.curve.map(({ from, to, samples, difference, interval }) => [
        `${countText(from)}–${countText(to)}`,
        countText(samples),
        errorText(difference),
        interval ? errorText(interval[0]) : '',
        interval ? errorText(interval[1]) : '',
      ]),
    },
  };
}

function explanationSpec({ curve, labels, band }: ExplainResult, theme: ChartTheme): TopLevelSpec {
  const values = curve.map(({ timestep, difference, interval }) => ({
    timestep,
    difference,
    low: interval?.[0] ?? difference,
    high: interval?.[1] ?? difference,
    side: difference >= 0 ? 'first' : 'second',
  }));
  const x = {
    field: 'timestep',
    type: 'quantitative',
    scale: { domain: band, nice: false },
    axis: {
      title: l10n.t('timestep: little noise on the left, much on the right'),
      grid: false,
      format: 'd',
      tickCount: 6,
    },
  } as const;
  const y = {
    field: 'difference',
    type: 'quantitative',
    axis: { title: l10n.t('difference of errors'), tickCount: 4, format: '~g' },
  } as const;
  const colour = {
    field: 'side',
    type: 'nominal',
    scale: { domain: ['first', 'second'], range: [theme.first, theme.second] },
    legend: null,
  } as const;
  const said = (text: string, place: object) => ({
    data: { values: [{ text }] },
    mark: { type: 'text' as const, align: 'right' as const, x: 'width', ...place },
    encoding: { text: { field: 'text' } },
  });
  return {
    padding: { left: 0, bottom: 0, top: 10, right: 6 },
    data: { values },
    layer: [
      {
        data: { values: [{}] },
        mark: { type: 'rule', color: theme.muted },
        encoding: { y: { datum: 0 } },
      },
      {
        mark: { type: 'area', opacity: 0.16, color: theme.muted },
        encoding: { x, y: { field: 'low', type: 'quantitative' }, y2: { field: 'high' } },
      },
      { mark: { type: 'line', color: theme.muted, strokeWidth: 1.5 }, encoding: { x, y } },
      {
        mark: { type: 'point', filled: true, size: 50, opacity: 1 },
        encoding: { x, y, color: colour },
      },
      said(l10n.t('↑ {0} is nearer', shortName(labels[0])), { y: 4, color: theme.first }),
      said(l10n.t('↓ {0} is nearer', shortName(labels[1])), {
        y: 'height',
        dy: -8,
        color: theme.second,
      }),
    ],
  } as TopLevelSpec;
}

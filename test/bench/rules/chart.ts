import type { TopLevelSpec } from 'vega-lite';
import { muted, palette } from '../../../server/src/charts';
import type { Judged } from './judge';

const measures = {
  agreement: { title: 'Same winner as the full grid', format: '.0%' },
  difference: { title: 'Accuracy less that of the full grid', format: '+.0%' },
} as const;

const ticks = [100, 200, 400, 800, 1_600, 2_500];

/** What the rules reach against what they cost, with 95% intervals over images; a rule for the full grid. */
export function chart(
  results: readonly Judged[],
  measure: keyof typeof measures,
  subtitle: string,
): TopLevelSpec {
  const families = [...new Set(results.map(({ family }) => family))];
  const values = results.map((result) => ({
    family: result.family,
    evaluations: result.evaluations.mean,
    ...result[measure],
  }));
  const full = results[0]![measure].value;
  const { title, format } = measures[measure];
  const y = {
    type: 'quantitative',
    scale: { zero: false },
    axis: { format },
    title: null,
  } as const;
  const x = {
    field: 'evaluations',
    type: 'quantitative',
    scale: { type: 'log', nice: false, padding: 14 },
    axis: { values: ticks, format: 'd' },
    title: 'evaluations an image (mean)',
  } as const;
  const legend = { title: null, symbolOpacity: 1 } as const;
  const color = {
    field: 'family',
    type: 'nominal',
    scale: { domain: families, range: families.map((_, i) => palette[i % palette.length]!) },
    legend,
  } as const;

  return {
    title: { text: title, subtitle },
    data: { values },
    layer: [
      {
        data: { values: [{ full }] },
        mark: { type: 'rule', color: muted, strokeDash: [2, 3] },
        encoding: { y: { field: 'full', ...y } },
      },
      {
        mark: { type: 'rule', opacity: 0.35 },
        encoding: { x, y: { field: 'low', ...y }, y2: { field: 'high' }, color },
      },
      {
        mark: { type: 'line', opacity: 0.6 },
        transform: [{ filter: "datum.family === 'fixed'" }],
        encoding: { x, y: { field: 'value', ...y }, color },
      },
      {
        mark: { type: 'point', filled: true, size: 60, opacity: 1 },
        encoding: {
          x,
          y: { field: 'value', ...y },
          color,
          shape: { field: 'family', type: 'nominal', scale: { domain: families }, legend },
        },
      },
    ],
  };
}

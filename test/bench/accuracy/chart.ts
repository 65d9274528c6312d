import type { TopLevelSpec } from 'vega-lite';
import { palette } from '../../../server/src/charts';
import type { Figure } from '../parts/part';
import { accuracyMeasure, agreementMeasure, evaluationsMeasure } from './judge';
import { fullGrid, rules } from './rules';

type Panel = Extract<TopLevelSpec, { hconcat: unknown }>['hconcat'][number];

/** The full grid last, as in the table. */
const all = [...rules, fullGrid];
const series = [...new Set(all.map((rule) => rule.series))];

const ticks = [100, 200, 500, 1_000, 2_500];

const x = {
  field: 'evaluations',
  type: 'quantitative',
  scale: { type: 'log', nice: false, padding: 24 },
  axis: {
    values: ticks,
    format: ',d',
    title: 'evaluations an image (mean)',
  },
} as const;

/** Figures of one measure against evaluations, with their intervals. */
function panel(figures: readonly Figure[], measure: string): Panel {
  const values = all.flatMap((rule) => {
    const find = (one: string) =>
      figures.find((figure) => figure.subject === rule.name && figure.measure === one);
    const [own, evaluations] = [find(measure), find(evaluationsMeasure)];
    if (!own?.interval || !evaluations) return [];
    const { value, interval } = own;
    const { low, high } = interval;
    return [{ rule: rule.series, evaluations: evaluations.value, value, low, high }];
  });
  const color = {
    field: 'rule',
    type: 'nominal',
    scale: { domain: series, range: [...palette] },
    legend: { title: null, labelLimit: 0 },
  } as const;
  const title = `${measure}, %`;
  const y = {
    field: 'value',
    type: 'quantitative',
    scale: { zero: false },
    axis: { title },
  } as const;
  return {
    width: 380,
    height: 300,
    data: { values },
    layer: [
      {
        mark: { type: 'rule', opacity: 0.5 },
        encoding: {
          x,
          y: { field: 'low', type: 'quantitative', scale: { zero: false }, axis: { title } },
          y2: { field: 'high' },
          color,
        },
      },
      { mark: { type: 'point', filled: true, size: 60 }, encoding: { x, y, color } },
    ],
  };
}

/** Accuracy, and agreement with the full grid, against evaluations an image. */
export function accuracyChart(figures: readonly Figure[]): TopLevelSpec {
  return { hconcat: [panel(figures, accuracyMeasure), panel(figures, agreementMeasure)] };
}

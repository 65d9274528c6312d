import type { TopLevelSpec } from 'vega-lite';
import { muted, palette } from './theme';

export interface AccuracyInterval {
  name: string;
  /** With its interval, in 0..1. */
  accuracy: number;
  low: number;
  high: number;
}

/** Pixels of one row. */
const rowHeight = 34;

/** Accuracies with their intervals below each other, in order, and a rule at `chance` (0..1). */
export function accuracyIntervals(
  values: readonly AccuracyInterval[],
  { title, subtitle, chance }: { title: string; subtitle: string; chance: number },
): TopLevelSpec {
  const y = {
    field: 'name',
    type: 'nominal',
    sort: null,
    axis: { title: null, labelLimit: 0, ticks: false, domain: false },
  } as const;
  const share = { type: 'quantitative' as const, scale: { domain: [0, 1] } };
  const x = { field: 'accuracy', ...share, axis: { format: '.0%', title: 'share that is right' } };
  const color = { value: palette[0] };
  return {
    title: { text: title, subtitle },
    width: 420,
    height: { step: rowHeight },
    data: { values: [...values] },
    layer: [
      {
        mark: { type: 'rule', color: muted, strokeDash: [2, 3] },
        encoding: { x: { datum: chance, ...share } },
      },
      {
        mark: { type: 'rule', strokeWidth: 3, opacity: 0.6 },
        encoding: { y, x: { ...x, field: 'low' }, x2: { field: 'high' }, color },
      },
      { mark: { type: 'point', filled: true, size: 80, opacity: 1 }, encoding: { y, x, color } },
      {
        mark: { type: 'text', dy: -11, fontSize: 11 },
        encoding: { y, x, text: { field: 'accuracy', format: '.1%' } },
      },
    ],
  };
}

import type { TopLevelSpec } from 'vega-lite';
import { muted, palette } from '../../../server/src/charts';
import { expectedOn, type Line, type Robustness } from './effectiveRobustness';

const percent = '.0%';

/** Accuracy under corruption against clean accuracy, with the line of the baseline and y = x. */
export function chart(
  { line, classifiers }: { line: Line; classifiers: readonly Robustness[] },
  isBaseline: (name: string) => boolean,
  subtitle: string,
): TopLevelSpec {
  const values = classifiers.map((one) => ({
    kind: isBaseline(one.name) ? 'ResNet-20, by epochs of training' : one.name,
    name: one.name,
    clean: one.clean,
    corrupted: one.corrupted,
    cleanLow: one.cleanInterval.low,
    cleanHigh: one.cleanInterval.high,
    low: one.corruptedInterval.low,
    high: one.corruptedInterval.high,
  }));
  const kinds = [...new Set(values.map(({ kind }) => kind))];
  const low = Math.max(0, Math.min(...values.map((one) => one.low)) - 0.02);
  const high = Math.min(0.99, Math.max(...values.map(({ cleanHigh }) => cleanHigh)) + 0.02);
  const along = Array.from({ length: 60 }, (_, i) => low + ((high - low) * i) / 59);
  const fitted = along.map((clean) => ({ clean, corrupted: expectedOn(line, clean) }));
  const axis = {
    type: 'quantitative' as const,
    scale: { domain: [low, high], nice: false },
  };
  const x = { ...axis, axis: { format: percent, title: 'accuracy on clean images' } };
  const y = { ...axis, axis: { format: percent, title: 'mean accuracy under 15 corruptions' } };
  const color = {
    field: 'kind',
    type: 'nominal',
    scale: { domain: kinds, range: kinds.map((_, i) => palette[i % palette.length]!) },
    legend: { title: null, labelLimit: 0, symbolType: 'circle', symbolOpacity: 1, orient: 'top' },
  } as const;
  /** Names a line at its upper end, below it. */
  const named = (text: string, corrupted: number, colour: string) => ({
    data: { values: [{ clean: high, corrupted, text }] },
    mark: { type: 'text', align: 'right', dx: -12, dy: 44, fontSize: 11, color: colour } as const,
    encoding: {
      x: { field: 'clean', ...x },
      y: { field: 'corrupted', ...y },
      text: { field: 'text' },
    } as const,
  });
  return {
    title: { text: 'Effective robustness', subtitle },
    width: 460,
    height: 400,
    data: { values },
    layer: [
      {
        data: { values: [{ clean: low }, { clean: high }] },
        mark: { type: 'line', color: muted, strokeDash: [2, 3], strokeWidth: 1 },
        encoding: { x: { field: 'clean', ...x }, y: { field: 'clean', ...y } },
      },
      {
        data: { values: fitted.filter(({ corrupted }) => corrupted > low && corrupted < high) },
        mark: { type: 'line', color: palette[1], strokeWidth: 1.5 },
        encoding: { x: { field: 'clean', ...x }, y: { field: 'corrupted', ...y } },
      },
      named('as on clean images', high, muted),
      named('line of the ResNets', expectedOn(line, high), palette[1]),
      {
        mark: { type: 'rule', opacity: 0.4 },
        encoding: {
          x: { field: 'clean', ...x },
          y: { field: 'low', ...y },
          y2: { field: 'high' },
          color,
        },
      },
      {
        mark: { type: 'rule', opacity: 0.4 },
        encoding: {
          x: { field: 'cleanLow', ...x },
          x2: { field: 'cleanHigh' },
          y: { field: 'corrupted', ...y },
          color,
        },
      },
      {
        mark: { type: 'point', filled: true, size: 70, opacity: 1 },
        encoding: { x: { field: 'clean', ...x }, y: { field: 'corrupted', ...y }, color },
      },
    ],
  };
}

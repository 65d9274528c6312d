import type { TopLevelSpec } from 'vega-lite';
import { muted, palette } from './theme';

/** Mean difference of errors around a timestep, and its interval where there is one. */
export interface DifferencePoint {
  timestep: number;
  difference: number;
  interval: readonly [number, number] | null;
}

/** Pixels of the area that is drawn on. */
const size = { width: 880, height: 190 };

/**
 * How much smaller the error of the first label is than that of the second, against the timestep, with
 * intervals: above zero the first explains the image better, below it the second.
 *
 * @param range timesteps from and to, of the axis.
 */
export function differenceCurve(
  points: readonly DifferencePoint[],
  {
    labels: [first, second],
    range,
  }: { labels: readonly [string, string]; range: [number, number] },
): TopLevelSpec {
  const values = points.map(({ timestep, difference, interval }) => ({
    timestep,
    difference,
    low: interval?.[0] ?? difference,
    high: interval?.[1] ?? difference,
    side: difference >= 0 ? 'first' : 'second',
  }));
  const x = {
    field: 'timestep',
    type: 'quantitative',
    scale: { domain: range, nice: false },
    axis: {
      title: 'timestep: little noise on the left, much on the right',
      grid: false,
      format: 'd',
    },
  } as const;
  const y = {
    field: 'difference',
    type: 'quantitative',
    axis: { title: 'difference of errors', tickCount: 5, format: '~g' },
  } as const;
  const color = {
    field: 'side',
    type: 'nominal',
    scale: { domain: ['first', 'second'], range: palette.slice(0, 2) },
    legend: null,
  } as const;
  const said = (text: string, place: object) => ({
    data: { values: [{ text }] },
    mark: { type: 'text' as const, align: 'right' as const, fontSize: 12, x: 'width', ...place },
    encoding: { text: { field: 'text' } },
  });
  return {
    ...size,
    padding: { left: 4, right: 12, top: 4, bottom: 4 },
    data: { values },
    layer: [
      {
        data: { values: [{}] },
        mark: { type: 'rule', color: muted },
        encoding: { y: { datum: 0 } },
      },
      {
        mark: { type: 'area', opacity: 0.14, color: muted },
        encoding: { x, y: { field: 'low', type: 'quantitative' }, y2: { field: 'high' } },
      },
      {
        mark: { type: 'line', color: muted, strokeWidth: 1.5 },
        encoding: { x, y },
      },
      {
        mark: { type: 'point', filled: true, size: 70, opacity: 1 },
        encoding: { x, y, color },
      },
      said(`↑ ${first}`, { y: 8, color: palette[0] }),
      said(`↓ ${second}`, { y: 'height', dy: -8, color: palette[1] }),
    ],
  } as TopLevelSpec;
}

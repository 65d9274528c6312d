import type { TopLevelSpec } from 'vega-lite';
import { muted, palette } from './theme';

export interface AccuracyCurve {
  name: string;
  /** Accuracy and its interval, each in 0..1, at numbers of samples above 0. */
  points: { samples: number; accuracy: number; low: number; high: number }[];
}

/** Neighbouring curves stand apart by this factor in samples, so that their intervals can be read. */
const apart = 1.025;

/** Nine curves and more: once the colours are used up, they come again with broken lines. */
const dashes = [
  [1, 0],
  [6, 3],
];

/**
 * Accuracy against the number of samples, on a logarithmic scale, one curve a strategy with bars for
 * its intervals, and a rule at `chance` (0..1).
 */
export function accuracyCurves(
  curves: readonly AccuracyCurve[],
  { title, subtitle, chance }: { title: string; subtitle: string; chance: number },
): TopLevelSpec {
  const names = curves.map(({ name }) => name);
  const values = curves.flatMap(({ name, points }, index) =>
    points.map(({ samples, ...point }) => ({
      strategy: name,
      samples: samples * apart ** (index - (curves.length - 1) / 2),
      ...point,
    })),
  );
  const counts = [...new Set(curves.flatMap(({ points }) => points.map((point) => point.samples)))];
  const percent = { format: '.0%', title: 'accuracy' };
  const x = {
    field: 'samples',
    type: 'quantitative',
    scale: { type: 'log', nice: false, padding: 12 },
    axis: { values: counts.sort((a, b) => a - b), format: 'd', title: 'samples a label (N)' },
  } as const;
  const legend = {
    title: 'timesteps',
    symbolType: 'stroke',
    symbolSize: 400,
    symbolOpacity: 1,
    symbolStrokeWidth: 2,
  } as const;
  const color = {
    field: 'strategy',
    type: 'nominal',
    scale: { domain: names, range: names.map((_, i) => palette[i % palette.length]!) },
    legend,
  } as const;
  const dash = {
    field: 'strategy',
    type: 'nominal',
    scale: {
      domain: names,
      range: names.map((_, i) => dashes[Math.floor(i / palette.length) % dashes.length]!),
    },
    legend,
  } as const;

  return {
    title: { text: title, subtitle },
    data: { values },
    layer: [
      {
        data: { values: [{ chance }] },
        mark: { type: 'rule', color: muted, strokeDash: [2, 3] },
        encoding: { y: { field: 'chance', type: 'quantitative' } },
      },
      {
        data: { values: [{ chance, text: 'chance' }] },
        mark: { type: 'text', color: muted, align: 'left', dx: 4, x: 'width', fontSize: 11 },
        encoding: {
          y: { field: 'chance', type: 'quantitative' },
          text: { field: 'text' },
        },
      },
      {
        mark: { type: 'rule', opacity: 0.45 },
        encoding: {
          x,
          y: { field: 'low', type: 'quantitative' },
          y2: { field: 'high' },
          color,
        },
      },
      {
        mark: { type: 'line', point: { filled: true, size: 36 }, strokeWidth: 2 },
        encoding: {
          x,
          y: { field: 'accuracy', type: 'quantitative', axis: percent },
          color,
          strokeDash: dash,
        },
      },
    ],
  };
}

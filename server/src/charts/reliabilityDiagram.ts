import type { TopLevelSpec } from 'vega-lite';
import { muted, palette } from './theme';

/** Answers of like confidence; all but their number in 0..1. */
export interface ReliabilityPoint {
  from: number;
  to: number;
  answers: number;
  /** Mean confidence. */
  confidence: number;
  /** Share that was right, and its interval. */
  accuracy: number;
  interval: readonly [number, number];
}

/** Pixels of the square, and of the histogram below it. */
const side = 340;
const below = 80;

/**
 * How often answers were right against how sure they were, with intervals, beside the diagonal on
 * which the two are equal; below it how many answers each point stands for.
 */
export function reliabilityDiagram(
  bins: readonly ReliabilityPoint[],
  { title, subtitle }: { title: string; subtitle: string },
): TopLevelSpec {
  const values = bins.map(({ interval: [low, high], ...bin }) => ({ ...bin, low, high }));
  const share = { type: 'quantitative' as const, scale: { domain: [0, 1] } };
  const percent = { format: '.0%' } as const;
  const x = { field: 'confidence', ...share, axis: { ...percent, title: null } };
  const color = { value: palette[0] };
  return {
    title: { text: title, subtitle },
    vconcat: [
      {
        width: side,
        height: side,
        layer: [
          {
            data: {
              values: [
                { confidence: 0, accuracy: 0 },
                { confidence: 1, accuracy: 1 },
              ],
            },
            mark: { type: 'line', color: muted, strokeDash: [4, 4], strokeWidth: 1 },
            encoding: { x, y: { field: 'accuracy', ...share } },
          },
          {
            data: { values },
            mark: { type: 'rule', opacity: 0.6, strokeWidth: 2 },
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
                axis: { ...percent, title: 'share that was right' },
              },
              color,
            },
          },
        ],
      },
      {
        width: side,
        height: below,
        data: { values },
        mark: { type: 'bar', opacity: 0.6, stroke: 'white' },
        encoding: {
          x: {
            field: 'from',
            ...share,
            axis: { ...percent, title: 'probability of the label that won' },
          },
          x2: { field: 'to' },
          y: { field: 'answers', type: 'quantitative', axis: { title: 'answers', tickCount: 3 } },
          y2: { datum: 0 },
          color,
        },
      },
    ],
  };
}

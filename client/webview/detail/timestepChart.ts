import * as l10n from '@vscode/l10n';
import type { TopLevelSpec } from 'vega-lite';
import type { ClassifyResult } from '../../../server/src/protocol';
import { countText, errorText } from '../charts/amounts';
import type { Chart, ChartSize } from '../charts/chart';
import type { ChartTheme } from '../charts/chartTheme';
import { shortName } from '../charts/endNames';
import { namedLines } from '../charts/namedLines';
import { errorsByTimestep, type TimestepPoint } from './timestepBins';

/** What is drawn at each timestep: the errors, or how much larger they are than the winner's. */
export type TimestepMeasure = 'error' | 'difference';

/** Mean errors of some labels against the timestep. */
export function timestepChart(
  result: ClassifyResult,
  labels: readonly string[],
  measure: TimestepMeasure,
): Chart {
  const points = errorsByTimestep(result, labels).filter((point) => point[measure] !== null);
  const winner = shortName(result.predicted);
  const title =
    measure === 'error' ? l10n.t('mean error') : l10n.t('error above that of {0}', winner);
  return {
    name:
      measure === 'error'
        ? l10n.t('Mean error of each label against the timestep')
        : l10n.t('Error of each label above that of {0}, against the timestep', result.predicted),
    height: 260,
    spec: (theme, size) => timestepSpec(points, labels, { measure, title }, theme, size),
    table: {
      columns: [
        l10n.t('Label'),
        l10n.t('Timestep'),
        l10n.t('Samples'),
        l10n.t('Mean Error'),
        l10n.t('Above the Winner'),
      ],
      rows: points.map(({ label, timestep, samples, error, difference }) => [
        label,
        countText(timestep),
        countText(samples),
        errorText(error),
        difference === null ? '' : errorText(difference),
      ]),
    },
  };
}

function timestepSpec(
  points: readonly TimestepPoint[],
  labels: readonly string[],
  { measure, title }: { measure: TimestepMeasure; title: string },
  theme: ChartTheme,
  size: ChartSize,
): TopLevelSpec {
  const lines = labels.map((label, index) => ({
    name: label,
    colour: theme.palette[index % theme.palette.length]!,
    points: points
      .filter((point) => point.label === label)
      .map((point) => ({ x: point.timestep, y: point[measure]! })),
  }));
  return namedLines(
    lines,
    {
      x: {
        title: l10n.t('timestep: little noise on the left, much on the right'),
        domain: extent(points.map(({ timestep }) => timestep)),
      },
      y: { title, domain: extent(points.map((point) => point[measure]!)) },
      withPoints: true,
    },
    theme.background,
    size,
  );
}

function extent(values: readonly number[]): [least: number, greatest: number] {
  return values.length === 0 ? [0, 1] : [Math.min(...values), Math.max(...values)];
}

import * as l10n from '@vscode/l10n';
import type { TopLevelSpec } from 'vega-lite';
import { countText, errorText } from '../charts/amounts';
import type { Chart, ChartSize } from '../charts/chart';
import type { ChartTheme } from '../charts/chartTheme';
import { shortName } from '../charts/endNames';
import { namedLines } from '../charts/namedLines';
import type { Race, RacePoint } from './race';

/** Means over fewer samples say nothing yet, and would need most of the height. */
const fewestSamples = 4;

/**
 * How far behind the winner each label was as samples were spent: lines end where a label left, with
 * its name.
 *
 * @param truth the right label, which stands out as the winner and the next one do
 */
export function raceChart(race: Race, truth?: string): Chart {
  return {
    name: l10n.t('How far each label was behind {0} as samples were spent', race.winner),
    height: 280,
    spec: (theme, size) => raceSpec(race, truth, theme, size),
    table: {
      columns: [
        l10n.t('Label'),
        l10n.t('Samples'),
        l10n.t('Behind the Winner'),
        l10n.t('Left the Race'),
      ],
      rows: race.lines.map(({ label, samples, points, left }) => [
        label,
        countText(samples),
        errorText(points.at(-1)?.difference ?? 0),
        left ? l10n.t('yes') : l10n.t('no'),
      ]),
    },
  };
}

function raceSpec(
  race: Race,
  truth: string | undefined,
  theme: ChartTheme,
  size: ChartSize,
): TopLevelSpec {
  const { palette, muted, faint } = theme;
  const lines = race.lines.map(({ label, points }, rank) => ({
    name: label,
    ...(rank < 2
      ? { colour: palette[rank]!, isStrong: true }
      : label === truth
        ? { colour: palette[2]!, isStrong: true }
        : { colour: muted, line: faint }),
    points: drawn(points).map(({ samples, difference }) => ({ x: samples, y: difference })),
  }));
  const points = lines.flatMap((line) => line.points);
  const first = Math.min(...points.map(({ x }) => x));
  const last = Math.max(first + 1, ...points.map(({ x }) => x));
  const differences = [0, ...points.map(({ y }) => y)];
  return namedLines(
    lines,
    {
      x: {
        title: l10n.t('samples spent on each label'),
        domain: [first, last],
        isLogarithmic: true,
        ticks: ticks(first, last),
      },
      y: {
        title: l10n.t('error above that of {0}', shortName(race.winner)),
        domain: [Math.min(...differences), Math.max(...differences)],
      },
      withPoints: false,
    },
    theme.background,
    size,
  );
}

/** Without its first points where there are others. */
function drawn(points: readonly RacePoint[]): readonly RacePoint[] {
  const from = points.findIndex(({ samples }) => samples >= fewestSamples);
  return from < 0 ? points.slice(-1) : points.slice(from);
}

/** Of 1, 2, 5, 10, 20, ... */
function ticks(first: number, last: number): number[] {
  const all = [1, 10, 100, 1_000, 10_000, 100_000].flatMap((ten) => [ten, 2 * ten, 5 * ten]);
  return all.filter((tick) => tick >= first && tick <= last);
}

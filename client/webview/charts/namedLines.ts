import type { TopLevelSpec } from 'vega-lite';
import type { ChartSize } from './chart';
import { apart, nameWidth, shortName } from './endNames';

export interface NamedLine {
  name: string;
  /** Of its name, and of the line unless that has its own. */
  colour: string;
  line?: string;
  isStrong?: boolean;
  /** By x, rising. */
  points: readonly { x: number; y: number }[];
}

export interface Axis {
  title: string;
  domain: readonly [number, number];
  isLogarithmic?: boolean;
  ticks?: readonly number[];
}

/** Pixels beside the lines: numbers of the axes and their titles. */
const room = { left: 74, bottom: 44, top: 10 };

/** Lines with points, each with its name where it ends, in place of a legend. */
export function namedLines(
  lines: readonly NamedLine[],
  { x: across, y: up, withPoints }: { x: Axis; y: Axis; withPoints: boolean },
  background: string,
  size: ChartSize,
): TopLevelSpec {
  // The last lines lie over the others.
  const drawn = lines
    .filter(({ points }) => points.length > 0)
    .sort((a, b) => Number(a.isStrong ?? false) - Number(b.isStrong ?? false));
  const right = roomForNames(drawn, across, size.width - room.left);
  const width = size.width - room.left - right;
  const height = size.height - room.bottom - room.top;
  const ends = drawn.map(({ name, points }) => ({ name, ...points.at(-1)! }));
  const names = ends.map(({ name, x, y }) => ({
    text: shortName(name),
    x: width * along(across, x),
    y: height * (1 - along(up, y)),
  }));
  // Names stand apart where their lines end close to each other.
  const heights = apart(names).map(
    (place) => up.domain[1] - (place / height) * (up.domain[1] - up.domain[0]),
  );
  const x = {
    field: 'x',
    type: 'quantitative',
    scale: scaleOf(across),
    axis: {
      title: across.title,
      grid: false,
      format: 'd',
      ...(across.ticks ? { values: [...across.ticks] } : { tickCount: Math.floor(width / 80) }),
    },
  } as const;
  const y = {
    field: 'y',
    type: 'quantitative',
    scale: scaleOf(up),
    axis: { title: up.title, tickCount: 4, format: '~g' },
  } as const;
  const coloured = (range: string[]) => ({
    color: {
      field: 'name',
      type: 'nominal',
      legend: null,
      scale: { domain: drawn.map(({ name }) => name), range },
    },
    tooltip: { field: 'name' },
  });
  const asLine = coloured(drawn.map(({ line, colour }) => line ?? colour));
  const asName = coloured(drawn.map(({ colour }) => colour));
  const written = {
    data: {
      values: ends.map(({ name, x }, index) => ({
        name,
        x,
        y: heights[index]!,
        text: names[index]!.text,
      })),
    },
    encoding: { x, y, text: { field: 'text' } },
  };
  const text = { type: 'text', align: 'left', baseline: 'middle', dx: 7 };
  return {
    padding: { left: 0, bottom: 0, top: room.top, right: 6 },
    layer: [
      {
        data: {
          values: drawn.flatMap(({ name, isStrong, points }) =>
            points.map((point) => ({ name, width: isStrong ? 2.5 : 1.25, ...point })),
          ),
        },
        mark: {
          type: 'line',
          strokeJoin: 'round',
          ...(withPoints ? { point: { size: 22, filled: true } } : {}),
        },
        encoding: {
          x,
          y,
          ...asLine,
          strokeWidth: { field: 'width', type: 'quantitative', legend: null, scale: null },
        },
      },
      // What is drawn below names keeps clear of them.
      { ...written, mark: { ...text, stroke: background, strokeWidth: 4, strokeJoin: 'round' } },
      {
        data: { values: ends },
        mark: { type: 'point', filled: true, size: 28, opacity: 1 },
        encoding: { x, y, ...asName },
      },
      { ...written, mark: text, encoding: { ...written.encoding, ...asName } },
    ],
    resolve: { scale: { color: 'independent' } },
  } as TopLevelSpec;
}

function scaleOf({ domain, isLogarithmic }: Axis) {
  return {
    type: isLogarithmic ? ('log' as const) : ('linear' as const),
    domain: [...domain],
    nice: false,
    ...(isLogarithmic ? {} : { zero: false }),
  };
}

/** About the pixels that Vega will leave for names to the right of the lines. */
function roomForNames(lines: readonly NamedLine[], axis: Axis, width: number): number {
  const needed = lines.map(({ name, points }) => {
    const end = along(axis, points.at(-1)!.x);
    return end > 0 ? width - (width - nameWidth(shortName(name))) / end : 0;
  });
  return Math.min(width / 3, Math.max(8, ...needed));
}

/** Where a value lies on an axis: 0 at its beginning, 1 at its end. */
function along({ domain: [from, to], isLogarithmic }: Axis, value: number): number {
  const place = isLogarithmic ? Math.log : (number: number) => number;
  return (place(value) - place(from)) / (place(to) - place(from) || 1);
}

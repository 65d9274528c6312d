import type { BackendPair, BackendRow, ComparisonReport, DifferingImage } from './comparisonReport';

export interface Table {
  title: string;
  header: string[];
  rows: string[][];
}

export const percent = (share: number): string => `${(100 * share).toFixed(1)}%`;

export function intervalText([low, high]: readonly [number, number]): string {
  return `${(100 * low).toFixed(1)} to ${(100 * high).toFixed(1)}`;
}

function seconds(value: number): string {
  return value < 0.0095 ? value.toFixed(4) : value < 0.95 ? value.toFixed(3) : value.toFixed(2);
}

/** "< 0.001" where digits would claim too much. */
function probability(p: number): string {
  return p < 0.001 ? '< 0.001' : p.toFixed(3);
}

function backendCells({ name, accuracy, right, interval, ...row }: BackendRow): string[] {
  const { seconds: times, evaluations, remembered } = row;
  const known = remembered > 0 ? ` (${Math.round(remembered)} remembered)` : '';
  return [
    name,
    percent(accuracy),
    intervalText(interval),
    String(right),
    times ? seconds(times.mean) : 'remembered',
    times ? seconds(times.median) : '',
    evaluations === 0 ? '' : `${Math.round(evaluations)}${known}`,
  ];
}

function pairCells({ one, other, onlyOne, onlyOther, midP, exactP }: BackendPair): string[] {
  const counts = [String(onlyOne), String(onlyOther)];
  return [one, other, ...counts, probability(midP), probability(exactP)];
}

/** How each backend did, and how each pair differs. */
export function comparisonTables({ backends, pairs, images }: ComparisonReport): Table[] {
  return [
    {
      title: `${images} images`,
      header: ['backend', 'accuracy', '95%', 'right', 's mean', 's median', 'evaluations'],
      rows: backends.map(backendCells),
    },
    ...(pairs.length > 0
      ? [
          {
            title: "McNemar's test (images on which one alone is right)",
            header: ['one', 'other', 'only one', 'only other', 'mid-p', 'exact p'],
            rows: pairs.map(pairCells),
          },
        ]
      : []),
  ];
}

/** @param shown a file as it is to be called. */
export function differingTable(
  { backends, differing }: ComparisonReport,
  rows: readonly DifferingImage[],
  shown: (file: string) => string,
): Table {
  return {
    title: `${differing.length === 1 ? '1 image' : `${differing.length} images`} on which backends differ`,
    header: ['image', 'truth', ...backends.map(({ name }) => name)],
    rows: rows.map(({ file, truth, predicted }) => [shown(file), truth, ...predicted]),
  };
}

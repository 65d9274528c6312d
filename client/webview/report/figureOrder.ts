import type { LabelReport } from '../../../server/src/protocol';

export interface FigureOrder {
  by: 'label' | 'support' | 'predicted' | 'precision' | 'recall' | 'f1';
  isDescending: boolean;
}

/** By a figure, or as the labels come; labels without the figure are last either way. */
export function orderedFigures(
  figures: readonly LabelReport[],
  { by, isDescending }: FigureOrder,
): LabelReport[] {
  if (by === 'label') return isDescending ? [...figures].reverse() : [...figures];
  const sign = isDescending ? -1 : 1;
  return [...figures].sort((a, b) => {
    const [first, second] = [figureOf(a, by), figureOf(b, by)];
    if (first === null || second === null) return Number(first === null) - Number(second === null);
    return sign * (first - second);
  });
}

function figureOf(figures: LabelReport, by: Exclude<FigureOrder['by'], 'label'>): number | null {
  const figure = figures[by];
  return typeof figure === 'object' ? (figure?.share ?? null) : figure;
}

import type { ConfusionMatrix } from './confusionCounts';

/** A place in a matrix, or a step in it: rows down, columns to the right. */
export type Cell = readonly [row: number, column: number];

export const arrowSteps: Readonly<Record<string, Cell>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** Images at a place; none beyond the edges. */
export function imagesAt(matrix: ConfusionMatrix, [row, column]: Cell): number {
  const truth = matrix.truths[row];
  const predicted = matrix.predictions[column];
  return truth === undefined || predicted === undefined ? 0 : matrix.count(truth, predicted);
}

/** The next place with images in the direction of a step; undefined where there is none. */
export function nextCell(
  matrix: ConfusionMatrix,
  [row, column]: Cell,
  [down, across]: Cell,
): Cell | undefined {
  const { truths, predictions } = matrix;
  for (let far = 1; ; far++) {
    const cell: Cell = [row + far * down, column + far * across];
    const isInside = truths[cell[0]] !== undefined && predictions[cell[1]] !== undefined;
    if (!isInside) return undefined;
    if (imagesAt(matrix, cell) > 0) return cell;
  }
}

/** The first place with images, row by row. */
export function firstCell(matrix: ConfusionMatrix): Cell | undefined {
  for (const row of matrix.truths.keys()) {
    for (const column of matrix.predictions.keys()) {
      if (imagesAt(matrix, [row, column]) > 0) return [row, column];
    }
  }
  return undefined;
}

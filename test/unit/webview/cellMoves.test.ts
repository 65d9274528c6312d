import { expect, test } from 'vitest';
import { arrowSteps, firstCell, nextCell } from '../../../client/webview/report/cellMoves';
import { confusionMatrix } from '../../../client/webview/report/confusionCounts';

// cat: 1 . 2
// dog: . . .
// ship: 3 . .
const matrix = confusionMatrix(
  {
    confusion: [
      { truth: 'cat', predicted: 'cat', images: 1 },
      { truth: 'cat', predicted: 'ship', images: 2 },
      { truth: 'ship', predicted: 'cat', images: 3 },
    ],
  },
  ['cat', 'dog', 'ship'],
);

test('arrows go over places without images, and not beyond the edges', () => {
  expect(nextCell(matrix, [0, 0], arrowSteps.ArrowRight!)).toEqual([0, 2]);
  expect(nextCell(matrix, [0, 0], arrowSteps.ArrowDown!)).toEqual([2, 0]);
  expect(nextCell(matrix, [2, 0], arrowSteps.ArrowUp!)).toEqual([0, 0]);
  expect(nextCell(matrix, [0, 2], arrowSteps.ArrowLeft!)).toEqual([0, 0]);
  expect(nextCell(matrix, [0, 2], arrowSteps.ArrowRight!)).toBeUndefined();
  expect(nextCell(matrix, [2, 0], arrowSteps.ArrowRight!)).toBeUndefined();
});

test('the first place with images is the first that has the focus', () => {
  expect(firstCell(matrix)).toEqual([0, 0]);
  expect(firstCell(confusionMatrix({ confusion: [] }, ['cat']))).toBeUndefined();
});

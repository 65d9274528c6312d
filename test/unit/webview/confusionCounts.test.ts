import { expect, test } from 'vitest';
import { confusionMatrix } from '../../../client/webview/report/confusionCounts';

const confusion = [
  { truth: 'cat', predicted: 'cat', images: 8 },
  { truth: 'cat', predicted: 'dog', images: 2 },
  { truth: 'dog', predicted: 'none of these', images: 1 },
];

test('images are counted by the right label and the predicted one', () => {
  const matrix = confusionMatrix({ confusion }, ['cat', 'dog']);
  expect(matrix.count('cat', 'dog')).toBe(2);
  expect(matrix.count('dog', 'cat')).toBe(0);
  expect(matrix.support('cat')).toBe(10);
  expect(matrix.support('ship')).toBe(0);
});

test('"none of these" is a prediction, and no right label', () => {
  const { truths, predictions } = confusionMatrix({ confusion }, ['cat', 'dog']);
  expect(truths).toEqual(['cat', 'dog']);
  expect(predictions).toEqual(['cat', 'dog', 'none of these']);
});

test('of too many labels those with the most mistakes are kept, in their order', () => {
  const labels = Array.from({ length: 300 }, (_, index) => `label ${index}`);
  const many = labels.map((truth, index) => ({
    truth,
    predicted: index < 100 ? truth : labels[(index + 1) % 300]!,
    images: 1 + index,
  }));
  const matrix = confusionMatrix({ confusion: many }, labels);
  expect(matrix.cutFrom).toBe(300);
  expect(matrix.truths).toHaveLength(200);
  expect(matrix.truths[0]).toBe('label 0');
  expect(matrix.truths.at(-1)).toBe('label 299');
  expect(confusionMatrix({ confusion }, ['cat', 'dog'])).not.toHaveProperty('cutFrom');
});

import { expect, test } from 'vitest';
import { orderedFigures } from '../../../client/webview/report/figureOrder';
import type { LabelReport } from '../../../server/src/protocol';

function figures(label: string, recall: number | null, f1: number | null): LabelReport {
  const share =
    recall === null ? null : { share: recall, interval: [0, 1] as const, count: 1, of: 1 };
  return { label, support: 1, predicted: 1, precision: null, recall: share, f1 };
}

const labels = [figures('cat', 0.5, 0.9), figures('dog', null, null), figures('bird', 0.2, 0.95)];

function order(by: 'label' | 'recall' | 'f1', isDescending: boolean): string[] {
  return orderedFigures(labels, { by, isDescending }).map(({ label }) => label);
}

test('labels are put in the order of a figure, those without it last either way', () => {
  expect(order('recall', false)).toEqual(['bird', 'cat', 'dog']);
  expect(order('recall', true)).toEqual(['cat', 'bird', 'dog']);
  expect(order('f1', true)).toEqual(['bird', 'cat', 'dog']);
});

test('by label they come as they are, or from the last', () => {
  expect(order('label', false)).toEqual(['cat', 'dog', 'bird']);
  expect(order('label', true)).toEqual(['bird', 'dog', 'cat']);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findLabelProblem, formatLabels, parseLabels } from '../../../client/src/labelSets/labels';

test('labels are separated by commas of any keyboard, and trimmed', () => {
  expect(parseLabels(' cat, golden  retriever ,,dog,')).toEqual([
    'cat',
    'golden  retriever',
    'dog',
  ]);
  expect(parseLabels('\u732b\uff0c\u72d7\u3001\u9e1f')).toEqual(['\u732b', '\u72d7', '\u9e1f']);
  expect(parseLabels('cat\r\ndog\n')).toEqual(['cat', 'dog']);
  expect(parseLabels('  ')).toEqual([]);
});

test('a label in quotes may hold commas and quotes', () => {
  expect(parseLabels('cat, "tench, Tinca tinca"')).toEqual(['cat', 'tench, Tinca tinca']);
  expect(parseLabels('"the ""best"" cat, ever", dog')).toEqual(['the "best" cat, ever', 'dog']);
  expect(parseLabels('6" pipe, 8" pipe')).toEqual(['6" pipe', '8" pipe']);
});

test('labels that are offered again are the labels that were typed', () => {
  const label = fc
    .string({ unit: fc.constantFrom('a', ' ', ',', '"', '\uff0c', '\n', '\u732b') })
    .map((text) => text.trim())
    .filter((text) => text !== '');
  fc.assert(
    fc.property(fc.array(label), (labels) => {
      expect(parseLabels(formatLabels(labels))).toEqual(labels);
    }),
  );
});

test('fewer than two labels, and the same label twice, are refused', () => {
  expect(findLabelProblem([])).toEqual({ kind: 'too-few' });
  expect(findLabelProblem(['cat'])).toEqual({ kind: 'too-few' });
  expect(findLabelProblem(['cat', 'dog', 'Cat'])).toEqual({ kind: 'duplicate', label: 'Cat' });
  expect(findLabelProblem(['cat', 'dog'])).toBeUndefined();
});

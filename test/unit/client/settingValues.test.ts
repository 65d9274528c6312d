import { expect, test } from 'vitest';
import { isLabelList, isModelName, isSampleBudget } from '../../../client/src/settingValues';

test.each(['everyday-32', 'My_model.v2', '/models/mine', 'file:///models/my%20model'])(
  'the model may be %s',
  (name) => expect(isModelName(name)).toBe(true),
);

test.each(['models/mine', './mine', '../mine', '..', '.', '.hidden', '~/mine', 'a\\b', 'my model'])(
  'the model may not be %s, which depends on the folder it is looked up in',
  (name) => expect(isModelName(name)).toBe(false),
);

test('labels are texts, and not empty', () => {
  expect(isLabelList(['cat', 'golden retriever'])).toBe(true);
  expect(isLabelList([])).toBe(true);
  for (const value of ['cat, dog', ['cat', 1], ['cat', ' '], { 0: 'cat' }, null]) {
    expect(isLabelList(value), JSON.stringify(value)).toBe(false);
  }
});

test('samples are a whole number that the server takes', () => {
  expect(isSampleBudget(1)).toBe(true);
  expect(isSampleBudget(1_000_000)).toBe(true);
  for (const value of [0, -1, 1.5, 1_000_001, Number.NaN, '48', true]) {
    expect(isSampleBudget(value), String(value)).toBe(false);
  }
});

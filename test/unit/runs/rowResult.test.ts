import { expect, test } from 'vitest';
import { mostRowLabels } from '../../../server/src/protocol';
import { rowResult } from '../../../server/src/runs/rowOf';
import { answerTo } from './fakeEngine';

const labels = Array.from({ length: 200 }, (_, index) => `label ${index}`);

test('a row keeps the best labels, and the right one wherever it stands', () => {
  const result = answerTo('/1.png', labels, 'label 0');
  const names = (truth: string | undefined) =>
    rowResult(result, truth).labels.map(({ label }) => label);
  expect(names(undefined)).toEqual(labels.slice(0, mostRowLabels));
  expect(names('label 3')).toEqual(labels.slice(0, mostRowLabels));
  expect(names('label 150')).toEqual([...labels.slice(0, mostRowLabels), 'label 150']);
  expect(names('of another set')).toEqual(labels.slice(0, mostRowLabels));
});

test('whether a race was decided is known where there was one', () => {
  const result = answerTo('/1.png', ['cat', 'dog'], 'cat');
  expect(rowResult(result, undefined)).not.toHaveProperty('decided');
  const rule = { rule: 'approximate', delta: 0.05, grid: 10, inRace: ['cat'] } as const;
  const raced = { ...result, decision: { ...rule, inRace: ['cat'], decided: true } };
  expect(rowResult(raced, undefined).decided).toBe(true);
});

test('a result of an old version, without what was remembered, is one of which nothing was', () => {
  const { remembered: _, provider: __, ...old } = answerTo('/1.png', ['cat'], 'cat');
  expect(rowResult(old, undefined)).toMatchObject({ remembered: 0 });
  expect(rowResult(old, undefined)).not.toHaveProperty('provider');
});

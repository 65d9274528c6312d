import path from 'node:path';
import { expect, test } from 'vitest';
import type { ClassifyOptions, LabelRequest } from '../../../server/src/protocol';
import { makeModelFolder } from '../../fixtures/modelFolder';
import { engineOn, failureOf } from './fakeHosts';

const model = makeModelFolder({ unconditional: 3 });

async function classify(labels: LabelRequest[], options: ClassifyOptions, of = model) {
  const asked = { image: '/any.png', labels, model: of, options: { samples: 10, ...options } };
  return await engineOn('honest').classify(asked);
}

test('the model without a label is one more answer', async () => {
  const without = await classify(['cat', 'dog'], {});
  expect(without.labels.some(({ none }) => none)).toBe(false);
  const result = await classify(['cat', 'dog'], { noneOfThese: true });
  expect(result.evaluations).toBe(30);
  expect(result.labels.filter(({ none }) => none).map(({ label }) => label)).toEqual([
    'none of these',
  ]);
  const probabilities = result.labels.map(({ probability }) => probability!);
  expect(probabilities.reduce((sum, p) => sum + p)).toBeCloseTo(1, 12);
});

test('its weight is that of a label, whatever the scale of the priors, or what is asked for', async () => {
  const odds = async (labels: LabelRequest[], noneOfThese: true | number): Promise<number> => {
    const { labels: answers } = await classify(labels, { noneOfThese });
    const none = answers.find((answer) => answer.none)!.probability!;
    return none / answers.find(({ label }) => label === 'cat')!.probability!;
  };
  const even = await odds(['cat', 'dog'], true);
  const scaled = ['cat', 'dog'].map((label) => ({ label, prior: 0.001 }));
  expect((await odds(scaled, true)) / even).toBeCloseTo(1, 9);
  expect((await odds(['cat', 'dog'], 5)) / even).toBeCloseTo(5, 9);
});

test('a model that reads text is asked with the empty prompt', async () => {
  const of = path.resolve(__dirname, '../../fixtures/tiny-sd1');
  const result = await classify(['a cat'], { noneOfThese: true, elimination: 'none' }, of);
  expect(result.labels.map(({ label }) => label).sort()).toEqual(['a cat', 'none of these']);
});

test.each<[LabelRequest[], string, string]>([
  [['cat', 'dog'], makeModelFolder(), 'its classifier.json names no class index'],
  [['cat', 'none of these'], path.resolve(__dirname, '../../fixtures/tiny-sd1'), 'is what option'],
])('%j is refused in words where it cannot be had', async (labels, of, words) => {
  const failure = await failureOf(classify(labels, { noneOfThese: true }, of));
  expect(failure.message).toContain(words);
});

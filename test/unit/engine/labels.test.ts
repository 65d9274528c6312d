import { expect, test } from 'vitest';
import { planLabels } from '../../../server/src/engine/labels';
import { Failure } from '../../../server/src/failure';
import { type ModelFolder, openModelFolder } from '../../../server/src/models';
import { makeModelFolder } from '../../fixtures/modelFolder';

const closed = await openModelFolder(makeModelFolder());
const open: ModelFolder = { ...closed, id: 'tiny-text', vocabulary: 'open' };

function failureOf(work: () => unknown): Failure {
  try {
    work();
  } catch (error) {
    if (error instanceof Failure) return error;
  }
  throw new Error('expected a failure');
}

test('a model that reads text is asked a photo of each label, whatever the label is', () => {
  const { rows, labels } = planLabels(['cat', 'a red bicycle'], {}, open);
  expect(rows).toEqual([{ prompt: 'a photo of a cat' }, { prompt: 'a photo of a a red bicycle' }]);
  expect(labels.map((label) => label.rows)).toEqual([1, 1]);
});

test('a model may have templates of its own, and the request goes before them', () => {
  const model = {
    ...open,
    classifier: { ...open.classifier, templates: ['{}, 32 pixels', 'a {} again'] },
  };
  expect(planLabels(['cat'], {}, model).rows).toEqual([
    { prompt: 'cat, 32 pixels' },
    { prompt: 'a cat again' },
  ]);
  expect(planLabels(['cat'], { templates: ['{}'] }, model).rows).toEqual([{ prompt: 'cat' }]);
});

test('prompts of a label are taken word by word, without a template', () => {
  const request = [{ label: 'cat', prompts: ['my cat Tom', 'a cat, asleep'] }, 'dog'];
  const { names, rows, labels } = planLabels(request, { templates: ['a {}'] }, open);
  expect(names).toEqual(['cat', 'dog']);
  expect(rows).toEqual([
    { prompt: 'my cat Tom' },
    { prompt: 'a cat, asleep' },
    { prompt: 'a dog' },
  ]);
  expect(labels.map((label) => label.rows)).toEqual([2, 1]);
});

test('two labels with the same prompt are refused by name', () => {
  const request = ['cat', { label: 'Tom', prompts: ['a photo of a cat'] }];
  const failure = failureOf(() => planLabels(request, {}, open));
  expect(failure.code).toBe('labels-invalid');
  expect(failure.message).toContain('"cat" and "Tom" mean the same to model tiny-text');
});

test('a prompt set gives the prompts of the paper', () => {
  expect(planLabels(['cat', 'sofa'], { promptSet: 'cifar10' }, open).rows).toEqual([
    { prompt: 'a blurry photo of a cat.' },
    { prompt: 'a blurry photo of a sofa.' },
  ]);
});

test('templates and a prompt set contradict each other', () => {
  const options = { templates: ['{}'], promptSet: 'pets' };
  expect(failureOf(() => planLabels(['cat'], options, open)).message).toMatch(/give one of them/);
});

test('a model with a fixed list of labels refuses what makes prompts, and does not ignore it', () => {
  for (const options of [{ templates: ['a {}'] }, { promptSet: 'pets' }]) {
    const failure = failureOf(() => planLabels(['cat'], options, closed));
    expect(failure.code).toBe('options-invalid');
    expect(failure.details.option).toBe(Object.keys(options)[0]);
    expect(failure.message).toContain('weightless knows a fixed list of labels');
  }
});

test('more prompts than anybody would wait for are refused before they are made', () => {
  const labels = Array.from({ length: 100_000 }, (_, index) => `thing ${index}`);
  const templates = Array.from({ length: 1_000 }, (_, index) => `{} in style ${index}`);
  const failure = failureOf(() => planLabels(labels, { templates }, open));
  expect(failure.code).toBe('options-invalid');
  expect(failure.message).toMatch(/^100000 labels and 1000 templates make 100,000,000 prompts/);
});

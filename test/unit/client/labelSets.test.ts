import { expect, test, vi } from 'vitest';
import { identity, LabelMemory } from '../../../client/src/labelSets/labelMemory';
import type { LabelSet } from '../../../client/src/labelSets/labelSet';
import { checkLabelSet } from '../../../client/src/labelSets/labelSetSchema';
import {
  formatLabelSet,
  labelSetFileName,
  labelSetName,
  parseLabelSetText,
} from '../../../client/src/labelSets/labelSetText';

vi.mock('vscode', () => import('./vscode'));

test('a label set is a list, or an object with prompts, priors and templates', () => {
  expect(checkLabelSet(['cat', ' dog '])).toEqual({ set: { labels: ['cat', 'dog'] } });
  const whole = {
    name: 'Weather',
    labels: [
      { label: 'sun', prompts: ['sunshine', 'a blue sky'], prior: 2 },
      { label: 'rain', prior: 1 },
    ],
    templates: ['a photo of {}'],
  };
  expect(checkLabelSet({ $schema: './labels.schema.json', ...whole })).toEqual({ set: whole });
});

test.each([
  ['nothing', null, 'Expected a list of labels'],
  ['a text', 'cat, dog', 'Expected a list of labels'],
  ['no labels', { name: 'Pets' }, 'labels is not valid'],
  ['one label', ['cat'], 'at least two labels'],
  ['the same label twice', ['cat', 'dog', 'Cat'], 'The label "Cat" is listed twice'],
  ['an empty label', ['cat', ' '], 'labels[1] is not valid'],
  ['a number', ['cat', 7], 'labels[1] is not valid'],
  ['a prior of nothing', [{ label: 'cat', prior: 0 }, 'dog'], 'labels[0].prior is not valid'],
  ['some priors', [{ label: 'cat', prior: 1 }, 'dog'], 'Only some labels have a prior'],
  [
    'a wrong key of a label',
    [{ label: 'cat', promts: ['x'] }, 'dog'],
    'Expected: label, prompts, prior',
  ],
  [
    'a wrong key',
    { labels: ['cat', 'dog'], template: [] },
    '"template" is not known here. Expected: name,',
  ],
  ['a template without a place', { labels: ['a', 'b'], templates: ['a photo'] }, 'templates[0]'],
  ['an empty name', { labels: ['a', 'b'], name: '' }, 'name is not valid'],
])('%s is no label set, and why is said', (_, value, problem) => {
  expect(checkLabelSet(value).problem).toContain(problem);
});

test('a text file has a label on each line, without comments', () => {
  const text = '\ufeff# My pets\r\ncat\n\n  golden retriever  \ntench, Tinca tinca\n';
  const labels = ['cat', 'golden retriever', 'tench, Tinca tinca'];
  expect(parseLabelSetText('pets.labels.txt', text)).toEqual(labels);
});

test('what is no JSON is said to be none', () => {
  expect(() => parseLabelSetText('pets.labels.json', '["cat",]')).toThrow('It is not JSON: ');
});

test('a saved set is the set that is read', () => {
  const set = { labels: ['cat', { label: 'dog', prompts: ['a dog'] }], templates: ['a {}'] };
  const read = parseLabelSetText('pets.labels.json', formatLabelSet(set));
  expect(checkLabelSet(read)).toEqual({ set });
});

test('a file is named as its set, without what file systems refuse', () => {
  expect(labelSetFileName('My Pets')).toBe('My Pets.labels.json');
  expect(labelSetName('My Pets.labels.json')).toBe('My Pets');
  expect(labelSetName('BIRDS.LABELS.TXT')).toBe('BIRDS');
  expect(labelSetName('.labels.json')).toBe('.labels.json');
  expect(labelSetFileName('../..\\a:b')).toBe('-..-a-b.labels.json');
  expect(labelSetFileName(' ... ')).toBe('labels.labels.json');
  expect(labelSetFileName('宠物')).toBe('宠物.labels.json');
});

function memory(kept: unknown[] = []) {
  const memento = {
    get: () => kept,
    update: async (_: string, value: unknown[]) => {
      kept = value;
    },
  };
  return new LabelMemory(memento as unknown as ConstructorParameters<typeof LabelMemory>[0]);
}

test('lists that an earlier version has remembered are label sets', () => {
  expect(memory([['cat', 'dog']]).recent).toEqual([{ labels: ['cat', 'dog'] }]);
});

test('what is used again is remembered once, as it was used last', async () => {
  const remembered = memory();
  const pets: LabelSet = {
    name: 'pets',
    labels: ['cat', 'dog'],
    source: { kind: 'setting', name: 'pets' },
  };
  for (const set of [pets, { labels: ['sun', 'rain'] }, { labels: ['cat', 'dog'] }]) {
    await remembered.remember(set);
  }
  await remembered.remember({ ...pets, labels: ['cat', 'dog', 'mouse'] });
  expect(remembered.recent.map(({ labels }) => labels.length)).toEqual([3, 2, 2]);
  for (let i = 0; i < 20; i++) await remembered.remember({ labels: ['a', `b${i}`] });
  expect(remembered.recent).toHaveLength(10);
});

test('the same labels with other templates are another set', () => {
  const labels = ['cat', 'dog'];
  expect(identity({ labels })).not.toBe(identity({ labels, templates: ['a {}'] }));
});

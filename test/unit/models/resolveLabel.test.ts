import { expect, test } from 'vitest';
import { findModel, resolveLabel } from '../../../server/src/models';

const model = await findModel('everyday-32');
const nameOf = (label: string) => model.classifier.labels[resolveLabel(model, label)]!.name;

test('every label and every synonym is the label that lists it', () => {
  for (const { name, synonyms } of model.classifier.labels) {
    for (const word of [name, ...synonyms]) expect([word, nameOf(word)]).toEqual([word, name]);
  }
});

test.each([
  ['Cat', 'cat'],
  ['a cat', 'cat'],
  [' the  Cats ', 'cat'],
  ['an airplane', 'airplane'],
  ['fire-truck', 'truck'],
  ['Fire trucks', 'truck'],
  ['puppies', 'dog'],
  ['ponies', 'horse'],
  ['sports_car', 'automobile'],
  ['foxes', undefined],
  ['ant', undefined],
  ['catalogue', undefined],
])('"%s" is %s', (label, name) => {
  if (name) expect(nameOf(label)).toBe(name);
  else expect(() => nameOf(label)).toThrow();
});

test('an unknown label is refused with what is known and how any label can be had', () => {
  const refuse = () => resolveLabel(model, 'teapot');
  expect(refuse).toThrow(
    /"teapot".*airplane, automobile, bird.*Stable Diffusion.*models list.*docs\/models\.md/,
  );
  expect(refuse).toThrow(expect.objectContaining({ code: 'label-unknown' }));
});

test('a name goes before a synonym, and a lower index before a higher one', () => {
  const labels = [
    { name: 'crane', synonyms: ['heron'] },
    { name: 'heron', synonyms: [] },
    { name: 'crane', synonyms: [] },
  ];
  const clashing = { ...model, classifier: { ...model.classifier, labels } };
  expect(resolveLabel(clashing, 'heron')).toBe(1);
  expect(resolveLabel(clashing, 'crane')).toBe(0);
});

test('of a vocabulary of thousands the message lists fifty', () => {
  const labels = Array.from({ length: 21_841 }, (_, index) => ({
    name: `synset ${index}`,
    synonyms: [],
  }));
  const large = { ...model, classifier: { ...model.classifier, labels } };
  expect(() => resolveLabel(large, 'cat')).toThrow(/synset 49 and 21791 more\./);
});

test.each([
  ['3', 'cat'],
  ['#3', 'cat'],
  [' 0 ', 'airplane'],
  ['09', 'truck'],
])('"%s" is the class %s', (label, name) => {
  expect(nameOf(label)).toBe(name);
});

test.each(['10', '#10', '-1', '1.5', '1e0', '##1', '#', '99999999999999999999'])(
  '"%s" is no class of ten',
  (label) => {
    expect(() => nameOf(label)).toThrow(expect.objectContaining({ code: 'label-unknown' }));
  },
);

test('a name that is a number goes before the class of that number', () => {
  const labels = ['1', '0', 'two'].map((name) => ({ name, synonyms: [] }));
  const digits = { ...model, classifier: { ...model.classifier, labels } };
  expect(['0', '1', '2', '#0'].map((label) => resolveLabel(digits, label))).toEqual([1, 0, 2, 0]);
});

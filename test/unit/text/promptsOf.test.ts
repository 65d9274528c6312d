import { describe, expect, test } from 'vitest';
import { promptSetLabels, promptSetNames, promptsOf } from '../../../server/src/text';

describe('templates', () => {
  test('every template makes a prompt, in order', () => {
    const templates = ['a photo of a {}.', 'a {} in a video game.'];
    expect(promptsOf('tench', { templates })).toEqual([
      'a photo of a tench.',
      'a tench in a video game.',
    ]);
  });

  test('the label goes wherever {} stands, and nothing else is touched', () => {
    expect(promptsOf('owl', { templates: ['a {}, just a {}'] })).toEqual(['a owl, just a owl']);
  });

  test('a label with signs of regular expressions or replacements is put in as it is', () => {
    expect(promptsOf('$& \\1 {} $$', { templates: ['a {}.'] })).toEqual(['a $& \\1 {} $$.']);
  });
});

describe('prompt sets', () => {
  test("a label of the data set gets the paper's prompt, whatever its case and underscores", () => {
    const expected = ['a photo of a Maine Coon cat, a type of pet.'];
    for (const label of ['maine coon', 'Maine_Coon', ' MAINE COON ']) {
      expect(promptsOf(label, { promptSet: 'pets' })).toEqual(expected);
    }
  });

  test("any other label gets the data set's template", () => {
    expect(promptsOf('red panda', { promptSet: 'pets' })).toEqual([
      'a photo of a red panda, a type of pet.',
    ]);
  });

  test('no set has a label twice, so that its labels can be asked about together', () => {
    for (const name of promptSetNames) {
      const labels = promptSetLabels(name);
      expect(new Set(labels).size, name).toBe(labels.length);
    }
  });

  test('an unknown name fails with the names that there are', () => {
    const failure = {
      code: 'options-invalid',
      message:
        'There is no prompt set "cars": expected one of aircraft, cifar10, cifar100, flowers, food, imagenet, mnist, objectnet, pets, stl10.',
    };
    expect(() => promptsOf('cat', { promptSet: 'cars' })).toThrow(expect.objectContaining(failure));
    expect(() => promptSetLabels('cars')).toThrow(expect.objectContaining(failure));
    expect(() => promptSetLabels('constructor')).toThrow(
      expect.objectContaining({ code: 'options-invalid' }),
    );
  });
});

import { expect, test } from 'vitest';
import { isAboutTrained, isTrainedWith } from '../../../server/src/models';

const labels = [
  { name: 'cat', synonyms: ['kitty'] },
  { name: 'Saint Bernard', synonyms: ['St. Bernard'] },
  { name: 'fire-truck', synonyms: [] },
];
const model = { classifier: { labels, captions: ['animal', 'butterfly'] } };

test.each([
  ...['cat', 'Cats', 'a kitty', 'st. bernard', 'St Bernard', 'fire truck', 'The Fire_Trucks'],
  ...['animal', 'an animal', 'butterflies'],
])('"%s" is a name that it was trained with', (name) => {
  expect(isTrainedWith(model, name)).toBe(true);
});

test.each(['zebra', 'catalogue', 'truck', 'Bernard', 'a photo of a cat', '', '3'])(
  '"%s" is none',
  (name) => {
    expect(isTrainedWith(model, name)).toBe(false);
  },
);

test('a model without captions is taken to know any', () => {
  expect(isTrainedWith({ classifier: { labels } }, 'zebra')).toBe(true);
  expect(isTrainedWith({ classifier: { labels, captions: [] } }, 'zebra')).toBe(false);
  expect(isTrainedWith({ classifier: { labels, captions: [] } }, 'cat')).toBe(true);
});

test.each([
  'cat',
  'a photo of a cat.',
  'two cats, asleep',
  'my St. Bernard in the snow',
  'a red fire-truck at night',
  'an animal',
])('the prompt "%s" is about something that it was trained with', (prompt) => {
  expect(isAboutTrained(model, prompt)).toBe(true);
});

test.each(['a zebra', 'a saint', 'a fire in a truck', 'concatenation', '', '...'])(
  'the prompt "%s" is not',
  (prompt) => {
    expect(isAboutTrained(model, prompt)).toBe(false);
  },
);

test('a model that was trained with nothing knows no prompt', () => {
  const empty = { classifier: { labels: [], captions: [] } };
  expect(isAboutTrained(empty, 'a cat')).toBe(false);
});

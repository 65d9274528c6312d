import { expect, test } from 'vitest';
import { chanceOf } from '../../../server/src/matching/chance';
import { correctScores } from '../../../server/src/matching/correct';
import { TorchGenerator, torchRandn } from '../../../server/src/method/torchRandom';

test('Winoground: a quarter, a quarter, a sixth', () => {
  expect(chanceOf(2, 2)).toEqual({ text: 1 / 4, image: 1 / 4, group: expect.closeTo(1 / 6, 12) });
});

test('one image and n captions: one in n', () => {
  expect(chanceOf(1, 5)).toEqual({ text: 1 / 5, image: 1, group: 1 / 5 });
});

test.each([
  [2, 2],
  [2, 3],
  [3, 2],
  [3, 3],
])('%i images, %i captions: what random errors get', (images, captions) => {
  const trials = 6_000;
  const generator = new TorchGenerator(images * 10 + captions);
  const right = { text: 0, image: 0, group: 0 };
  for (let trial = 0; trial < trials; trial++) {
    const values = torchRandn(generator, Math.max(16, images * captions));
    const errors = Array.from({ length: images }, (_, row) => [
      ...values.subarray(row * captions, (row + 1) * captions),
    ]);
    const scores = correctScores({ errors });
    for (const name of ['text', 'image', 'group'] as const) if (scores[name]) right[name] += 1;
  }
  for (const [name, chance] of Object.entries(chanceOf(images, captions))) {
    const deviation = Math.sqrt((chance * (1 - chance)) / trials);
    expect(Math.abs(right[name as 'text'] / trials - chance)).toBeLessThan(4 * deviation);
  }
});

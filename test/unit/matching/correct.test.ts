import { expect, test } from 'vitest';
import { correctScores } from '../../../server/src/matching/correct';

test('text: own captions lowest in their rows; image: own images lowest in their columns', () => {
  const errors = [
    [1, 3],
    [4, 2],
  ];
  expect(correctScores({ errors })).toEqual({ text: true, image: true, group: true });
  // The second image has larger errors under every caption.
  const biased = [
    [1, 2],
    [6, 5],
  ];
  expect(correctScores({ errors: biased })).toEqual({ text: true, image: false, group: false });
  const mirrored = [
    [1, 6],
    [2, 5],
  ];
  expect(correctScores({ errors: mirrored })).toEqual({ text: false, image: true, group: false });
});

test('equal errors are not right, as in the official code', () => {
  expect(
    correctScores({
      errors: [
        [1, 1],
        [2, 1],
      ],
    }),
  ).toEqual({ text: false, image: false, group: false });
});

test('captions without an image only mislead; images without a caption as well', () => {
  const misled = [[2, 1, 3]];
  expect(correctScores({ errors: misled })).toEqual({ text: false, image: null, group: null });
  const found = [[1, 2, 3]];
  expect(correctScores({ errors: found })).toEqual({ text: true, image: null, group: null });
  expect(correctScores({ errors: [[1], [2]] })).toEqual({ text: null, image: true, group: null });
  const third = [
    [1, 2],
    [2, 1],
    [0, 3],
  ];
  expect(correctScores({ errors: third })).toEqual({ text: true, image: false, group: false });
});

test('normalised errors decide between images alone', () => {
  const errors = [
    [1, 2],
    [6, 5],
  ];
  const normalizedErrors = [
    [-1, 0],
    [0.5, -0.5],
  ];
  expect(correctScores({ errors, normalizedErrors })).toEqual({
    text: true,
    image: false,
    group: false,
    normalizedImage: true,
    normalizedGroup: true,
  });
});

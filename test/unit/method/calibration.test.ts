import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  crossValidated,
  fitTemperature,
  type JudgedImage,
  judgedAnswer,
  meanLogLikelihood,
  TorchGenerator,
} from '../../../server/src/method';

/** Images whose right label is drawn by softmax(−margin / τ) of random margins. */
function drawn(images: number, labels: number, temperature: number, seed: number): JudgedImage[] {
  const generator = new TorchGenerator(seed);
  return Array.from({ length: images }, () => {
    const errors = Array.from({ length: labels }, () => 4 * temperature * generator.uniform24());
    const least = Math.min(...errors);
    const margins = errors.map((error) => error - least);
    const weights = margins.map((margin) => Math.exp(-margin / temperature));
    let left = generator.uniform24() * weights.reduce((sum, weight) => sum + weight, 0);
    let right = 0;
    while (left > weights[right]!) left -= weights[right++]!;
    return { margins, predicted: margins.indexOf(0), right };
  });
}

test.each([1e-6, 0.0002, 0.3, 5e4])(
  'the temperature %d that drew the labels is found again',
  (t) => {
    expect(fitTemperature(drawn(5_000, 5, t, 1)) / t).toBeCloseTo(1, 1);
  },
);

test('no other temperature makes the labels likelier by more than the smoothing costs', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1_000 }),
      fc.double({ min: 0.2, max: 5, noNaN: true }),
      (seed, by) => {
        const images = drawn(200, 4, 0.01, seed);
        const fitted = fitTemperature(images);
        const lead = meanLogLikelihood(images, fitted) - meanLogLikelihood(images, fitted * by);
        expect(lead).toBeGreaterThan(-0.02);
      },
    ),
    { numRuns: 50 },
  );
});

test('the fit scales with the errors, whatever their unit', () => {
  const images = drawn(300, 6, 1, 7);
  const scaled = images.map((image) => ({
    ...image,
    margins: image.margins.map((margin) => margin * 2 ** -20),
  }));
  expect(fitTemperature(scaled) / fitTemperature(images)).toBeCloseTo(2 ** -20, 12);
});

test('a few images that are all answered rightly leave room for doubt', () => {
  const images = Array.from({ length: 10 }, () => ({
    margins: [0, 1, 3],
    predicted: 0,
    right: 0,
  }));
  const { confidence } = judgedAnswer(images[0]!, fitTemperature(images));
  expect(confidence).toBeGreaterThan(0.8);
  expect(confidence).toBeLessThan(0.95);
});

test.each([
  ['are as large', [[0, 0, 0]]],
  ['are larger', [[1, 0, 0]]],
])('right labels whose errors %s make no probabilities', (_, margins) => {
  const images = margins.map((row) => ({ margins: row, predicted: 1, right: 0 }));
  expect(() => fitTemperature(images)).toThrow(
    expect.objectContaining({
      code: 'options-invalid',
      message: expect.stringContaining('1 images'),
    }),
  );
});

test('a right label without any chance counts, but not without end', () => {
  const image = { margins: [0, 1], predicted: 0, right: 1 };
  expect(meanLogLikelihood([image], 1e-9)).toBeLessThan(-700);
  expect(Number.isFinite(meanLogLikelihood([image], 1e-9))).toBe(true);
});

describe('cross-validation', () => {
  const images = drawn(60, 3, 0.01, 3);

  test('judges each image once, in order, and the same for a seed', () => {
    const answers = crossValidated(images, { folds: 5, seed: 4 });
    expect(answers.map(({ isRight }) => isRight)).toEqual(
      images.map(({ predicted, right }) => predicted === right),
    );
    expect(crossValidated(images, { folds: 5, seed: 4 })).toEqual(answers);
    expect(crossValidated(images, { folds: 5, seed: 5 })).not.toEqual(answers);
  });

  test('an image has no part in the temperature that it is judged by', () => {
    // One image that is wrong by far would raise the temperature of all.
    const outlier = { margins: [0, 0.2, 0.2], predicted: 0, right: 1 };
    const answers = crossValidated([...images, outlier], { folds: 61, seed: 0 });
    expect(answers.at(-1)).toEqual(judgedAnswer(outlier, fitTemperature(images)));
    expect(fitTemperature([...images, outlier])).toBeGreaterThan(1.2 * fitTemperature(images));
  });

  test('every part has its share of every label', () => {
    // Were a label in one part alone, the others would be fitted without it, and this would throw.
    const ofTwo = Array.from({ length: 20 }, (_, index) => ({
      margins: index % 2 === 0 ? [0, 1] : [1, 0],
      predicted: index % 2,
      right: index % 2,
    }));
    const temperatures = new Set(
      crossValidated(ofTwo, { folds: 10, seed: 1 }).map(({ confidence }) => confidence),
    );
    expect(temperatures.size).toBe(1);
  });

  test('more parts than images are no harm', () => {
    expect(crossValidated(images.slice(0, 8), { folds: 10, seed: 0 })).toHaveLength(8);
  });
});

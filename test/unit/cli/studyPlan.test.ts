import { expect, test } from 'vitest';
import { chooseImages } from '../../../server/src/cli/studyImages';
import { planStudy, predictedLabel } from '../../../server/src/cli/studyPlan';
import { studyCsv, studyCurves, studyTable } from '../../../server/src/cli/studyResults';
import { timestepStrategies } from '../../../server/src/method';

const strategies = timestepStrategies(1000);

test('strategies share the samples that they have in common', () => {
  const { cells, samples } = planStudy(strategies, [1, 5]);
  const cell = (name: string, count: number) =>
    cells
      .find(({ strategy, samples: n }) => strategy === name && n === count)
      ?.positions.map((position) => samples[position]!.noiseRow);
  expect(new Set(samples.map(({ noiseRow }) => noiseRow)).size).toBe(samples.length);
  expect(cell('500', 1)).toEqual([500]);
  expect(cell('even N', 1)).toEqual([500]);
  expect(cell('even 5', 1)).toBeUndefined();
  expect(cell('even 5', 5)).toEqual([100, 300, 500, 700, 900]);
  expect(cell('even N', 5)).toEqual([100, 300, 500, 700, 900]);
  expect(cell('0, 500, 1000', 5)).toEqual([0, 500, 999, 1000, 1500]);
  // 0, 500 and 1000 five times, 475 and 525 up to twice, four more of the even and the consecutive ones.
  expect(samples).toHaveLength(15 + 3 + 4 + 4);
});

test('the label with the smallest mean error is predicted, of several prompts by the best', () => {
  const errors = [
    [3, 1, 9],
    [2, 2, 0],
    [1, 9, 9],
  ];
  expect(predictedLabel(errors, [1, 1, 1], [0])).toBe(2);
  expect(predictedLabel(errors, [1, 1, 1], [0, 1])).toBe(0);
  expect(predictedLabel(errors, [1, 2], [0])).toBe(1);
  expect(predictedLabel(errors, [2, 1], [0])).toBe(1);
  expect(predictedLabel(errors, [1, 2], [0, 1, 2])).toBe(1);
});

const images = ['a', 'b', 'c'].flatMap((label, index) =>
  Array.from({ length: 4 + index }, (_, i) => ({ file: `${label}/${i}.png`, label })),
);

test('images are chosen evenly over labels, by the seed, and a prefix of them is even, too', () => {
  const chosen = chooseImages(images, 6, 0);
  expect(
    chosen
      .slice(0, 3)
      .map(({ label }) => label)
      .sort(),
  ).toEqual(['a', 'b', 'c']);
  expect(
    chosen
      .slice(3)
      .map(({ label }) => label)
      .sort(),
  ).toEqual(['a', 'b', 'c']);
  expect(chooseImages(images, 3, 0)).toEqual(chosen.slice(0, 3));
  expect(chooseImages(images, 6, 0)).toEqual(chosen);
  expect(chooseImages(images, 6, 1)).not.toEqual(chosen);
  expect(new Set(chooseImages(images, 100, 0))).toEqual(new Set(images));
});

const study = {
  model: 'm',
  provider: 'cpu',
  folder: 'f',
  loss: 'l2',
  seed: 0,
  band: [0, 1000] as const,
  labels: ['a', 'b'],
  images: [],
  asked: 3,
  evaluations: 1,
  remembered: 0,
  strategies: studyCurves(
    [
      { strategy: '0, 500, 1000', samples: 10, positions: [] },
      { strategy: 'even N', samples: 2, positions: [] },
      { strategy: 'even N', samples: 10, positions: [] },
    ],
    ['a', 'b'],
    [
      { file: '1', label: 'a', predicted: [0, 1, 0] },
      { file: '2', label: 'b', predicted: [0, 0, 1] },
      { file: '3', label: 'b', predicted: [0, 1, 1] },
    ],
  ),
};

test('accuracy comes with the interval of Wilson', () => {
  const [fixed, even] = study.strategies;
  expect(fixed).toMatchObject({
    name: '0, 500, 1000',
    points: [{ samples: 10, correct: 1, images: 3, predicted: [0, 0, 0] }],
  });
  expect(even?.points.map(({ samples, correct }) => [samples, correct])).toEqual([
    [2, 1],
    [10, 3],
  ]);
  // 1 of 3 and 3 of 3: https://en.wikipedia.org/wiki/Binomial_proportion_confidence_interval
  expect(fixed?.points[0]?.low).toBeCloseTo(0.0615, 4);
  expect(fixed?.points[0]?.high).toBeCloseTo(0.7923, 4);
  expect(even?.points[1]?.low).toBeCloseTo(0.4385, 4);
  expect(even?.points[1]?.high).toBe(1);
});

test('the table has a column for each number of samples, and gaps where a strategy has none', () => {
  expect(studyTable(study).split('\n')).toEqual([
    'timesteps     N = 2      N = 10',
    '0, 500, 1000             33 (6-79)',
    'even N        33 (6-79)  100 (44-100)',
  ]);
});

test('the CSV has a line for each strategy and number of samples', () => {
  const [head, first, ...rest] = studyCsv(study).split('\n');
  expect(head).toBe('strategy,samples,images,correct,accuracy,low,high');
  expect(first).toMatch(/^"0, 500, 1000",10,3,1,0\.333\d+,0\.06\d+,0\.79\d+$/);
  expect(rest).toHaveLength(3);
  expect(rest.at(-1)).toBe('');
});

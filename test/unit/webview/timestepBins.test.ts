import { expect, test } from 'vitest';
import { errorsByTimestep } from '../../../client/webview/detail/timestepBins';
import type { ClassifyResult } from '../../../server/src/protocol';

function traced(
  timesteps: number[],
  errors: Record<string, (number | null)[]>,
  predicted = 'cat',
): ClassifyResult {
  const samples = timesteps.map((timestep, index) => ({ index, timestep }));
  return {
    image: 'a.png',
    model: 'm',
    predicted,
    labels: [],
    calibrated: false,
    evaluations: 0,
    seconds: 0,
    samples,
    errors,
  };
}

test('samples are taken together by timestep, not by the order of visits', () => {
  const result = traced([900, 100, 910, 110, 920, 120, 930, 130], {
    cat: [9, 1, 9, 1, 9, 1, 9, 1],
    dog: [10, 3, 10, 3, 10, 3, 10, 3],
  });
  expect(errorsByTimestep(result, ['cat', 'dog'])).toEqual([
    { label: 'cat', timestep: 115, samples: 4, error: 1, difference: 0 },
    { label: 'cat', timestep: 915, samples: 4, error: 9, difference: 0 },
    { label: 'dog', timestep: 115, samples: 4, error: 3, difference: 2 },
    { label: 'dog', timestep: 915, samples: 4, error: 10, difference: 1 },
  ]);
});

test('a label that left has points only where it was evaluated', () => {
  const result = traced([100, 900, 110, 910, 120, 920, 130, 930], {
    cat: [1, 9, 1, 9, 1, 9, 1, 9],
    dog: [2, null, 2, null, null, null, null, null],
  });
  expect(errorsByTimestep(result, ['dog'])).toEqual([
    { label: 'dog', timestep: 105, samples: 2, error: 2, difference: 1 },
  ]);
});

test('there is no difference where the winner was not evaluated', () => {
  const result = traced([100, 200], { cat: [null, null], dog: [1, 2] });
  expect(errorsByTimestep(result, ['dog'])).toEqual([
    { label: 'dog', timestep: 150, samples: 2, error: 1.5, difference: null },
  ]);
});

test('every sample is in one bin, of which there are at most 16', () => {
  const timesteps = Array.from({ length: 250 }, (_, index) => (index * 7) % 1_000);
  const points = errorsByTimestep(traced(timesteps, { cat: timesteps }), ['cat']);
  expect(points).toHaveLength(16);
  expect(points.reduce((sum, { samples }) => sum + samples, 0)).toBe(250);
  expect(points.map(({ error }) => error)).toEqual(points.map(({ timestep }) => timestep));
});

test('a label nobody knows, or a result without a trace, has no points', () => {
  expect(errorsByTimestep(traced([1], { cat: [1] }), ['ship'])).toEqual([]);
  const { samples, errors, ...bare } = traced([1], {});
  expect(errorsByTimestep(bare, ['cat'])).toEqual([]);
});

import { describe, expect, test } from 'vitest';
import { raceOf } from '../../../client/webview/detail/race';
import type { ClassifyResult } from '../../../server/src/protocol';
import { resultOf } from '../../webview/answers';

describe('a race', () => {
  test('says after how many samples how many labels left, and what that spared', () => {
    expect(raceOf(resultOf('bird'), 10)).toMatchObject({
      winner: 'bird',
      labels: 10,
      samples: 22,
      evaluations: 114,
      planned: 2_500,
      leavings: [
        { samples: 8, labels: 7 },
        { samples: 14, labels: 1 },
        { samples: 22, labels: 1 },
      ],
    });
  });

  test('has lines that end where a label left, at its margin', () => {
    const result = resultOf('bird');
    for (const { label, points, samples, left } of raceOf(result, 10)!.lines) {
      const end = points.at(-1)!;
      const known = result.labels.find((each) => each.label === label)!;
      expect(end.samples).toBe(samples);
      expect(samples).toBe(known.samples);
      expect(end.difference).toBeCloseTo(known.margin, 6);
      expect(left).toBe(label !== 'bird');
    }
  });

  test('that is undecided ends with several labels that did not leave', () => {
    const race = raceOf(resultOf('undecided'), 11)!;
    expect(race.lines.filter(({ left }) => !left).length).toBeGreaterThan(2);
    expect(race.lines[0]!.left).toBe(false);
  });

  test('shows the best labels alone, but counts all', () => {
    const race = raceOf(resultOf('deer'), 3)!;
    expect(race.lines.map(({ label }) => label)).toEqual(['frog', 'cat', 'airplane']);
    expect(race.leavings.reduce((sum, { labels }) => sum + labels, 0)).toBe(9);
  });

  test('of many samples keeps few points, and the last', () => {
    const errors = Array.from({ length: 5_000 }, (_, index) => index % 7);
    const race = raceOf(
      {
        ...resultOf('bird'),
        samples: errors.map((_, index) => ({ index, timestep: 1 })),
        errors: { bird: errors, airplane: errors.map((error) => error + 1) },
      },
      2,
    )!;
    const { points } = race.lines[1]!;
    expect(points.length).toBeLessThan(100);
    expect(points.at(-1)).toEqual({ samples: 5_000, difference: 1 });
  });

  test('is compared on the samples that both labels have', () => {
    const result: ClassifyResult = {
      ...resultOf('bird'),
      samples: [1, 2, 3].map((index) => ({ index, timestep: index })),
      errors: { bird: [1, 1, null], airplane: [null, 3, 9] },
    };
    expect(raceOf(result, 2)!.lines[1]!.points).toEqual([{ samples: 2, difference: 2 }]);
  });

  test('does not say what was planned where labels have several prompts', () => {
    expect(raceOf({ ...resultOf('bird'), evaluations: 228 }, 2)).not.toHaveProperty('planned');
  });

  test('is none without a trace, or with one label', () => {
    const { samples, errors, ...bare } = resultOf('bird');
    expect(raceOf(bare, 10)).toBeUndefined();
    const alone = { ...resultOf('bird'), labels: resultOf('bird').labels.slice(0, 1) };
    expect(raceOf(alone, 10)).toBeUndefined();
  });
});

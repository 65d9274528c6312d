import { beforeEach, expect, test, vi } from 'vitest';
import type { Race } from '../../../client/webview/detail/race';
import { raceText } from '../../../client/webview/detail/raceText';

beforeEach(() => {
  vi.stubGlobal('document', { documentElement: { lang: 'en' } });
});

function race(parts: Partial<Race>): Race {
  return {
    winner: 'bird',
    lines: [],
    leavings: [],
    labels: 10,
    samples: 22,
    isDecided: true,
    evaluations: 114,
    ...parts,
  };
}

test('it says when half of the labels had left, and what that spared', () => {
  const leavings = [
    { samples: 8, labels: 3 },
    { samples: 14, labels: 4 },
    { samples: 18, labels: 1 },
    { samples: 22, labels: 1 },
  ];
  expect(raceText(race({ leavings, planned: 2_500 }))).toEqual([
    '7 of 10 labels had left after 14 samples, and the race ended after 22.',
    '114 of 2,500 evaluations were needed.',
  ]);
});

test('it says that all labels stayed where all lost at the end', () => {
  const leavings = [{ samples: 22, labels: 9 }];
  expect(raceText(race({ leavings, evaluations: 220, planned: 2_500 }))).toEqual([
    'All 10 labels were evaluated on 22 samples.',
    '220 of 2,500 evaluations were needed.',
  ]);
});

test('it says that a race was undecided', () => {
  const leavings = [{ samples: 8, labels: 1 }];
  expect(raceText(race({ leavings, isDecided: false }))[0]).toBe(
    '1 of 10 labels had left after 8 samples, and the race ended undecided after 22.',
  );
});

test('it does not compare with what is not known', () => {
  expect(raceText(race({}))[1]).toBe('114 evaluations were needed.');
});

test('it speaks the language of the editor', () => {
  vi.stubGlobal('document', { documentElement: { lang: 'de' } });
  expect(raceText(race({ evaluations: 12_345 }))[1]).toBe('12.345 evaluations were needed.');
});

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { BatchClock } from '../../../server/src/engine/batchClock';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

test('what waits while a batch is computed is not charged for that', () => {
  const clock = new BatchClock();
  const before = clock.now();
  vi.advanceTimersByTime(100);
  const batch = clock.begin();
  vi.advanceTimersByTime(300);
  const within = clock.now();
  vi.advanceTimersByTime(600);
  expect(clock.secondsApart(before)).toBeCloseTo(0.1, 9);
  expect(clock.end(batch)).toBeCloseTo(0.9, 9);
  vi.advanceTimersByTime(50);
  expect(clock.secondsApart(before)).toBeCloseTo(0.15, 9);
  expect(clock.secondsApart(within)).toBeCloseTo(0.05, 9);
});

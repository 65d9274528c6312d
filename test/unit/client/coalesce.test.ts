import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { coalesce } from '../../../client/src/coalesce';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('many calls are one run at once and one after the last of them', () => {
  const act = vi.fn();
  const request = coalesce(act, 1000);
  for (let i = 0; i < 100; i++) request();
  expect(act).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1000);
  expect(act).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(10_000);
  expect(act).toHaveBeenCalledTimes(2);
  request();
  expect(act).toHaveBeenCalledTimes(3);
});

test('a stream of calls is one run an interval', () => {
  const act = vi.fn();
  const request = coalesce(act, 1000);
  for (let i = 0; i < 50; i++) {
    request();
    vi.advanceTimersByTime(100);
  }
  expect(act.mock.calls.length).toBeGreaterThanOrEqual(5);
  expect(act.mock.calls.length).toBeLessThanOrEqual(6);
});

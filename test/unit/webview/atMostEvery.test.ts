import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AtMostEvery } from '../../../client/webview/report/atMostEvery';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Work that ends when it is told to. */
function slowWork() {
  const ends: (() => void)[] = [];
  const work = vi.fn(() => new Promise<void>((resolve) => ends.push(resolve)));
  const end = async () => {
    ends.shift()?.();
    await vi.advanceTimersByTimeAsync(0);
  };
  return { work, end };
}

test('what is called for often is done at once, and once more when the time is over', async () => {
  const work = vi.fn(async () => {});
  const asking = new AtMostEvery(3_000, work);
  for (let call = 0; call < 5; call++) asking.call();
  expect(work).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(2_999);
  expect(work).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(work).toHaveBeenCalledTimes(2);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(work).toHaveBeenCalledTimes(2);
});

test('work that takes long is not done twice at a time', async () => {
  const { work, end } = slowWork();
  const asking = new AtMostEvery(3_000, work);
  asking.call();
  asking.call();
  await vi.advanceTimersByTimeAsync(9_000);
  expect(work).toHaveBeenCalledTimes(1);
  await end();
  expect(work).toHaveBeenCalledTimes(2);
});

test('nothing is done after it was stopped, until it is called for again', async () => {
  const work = vi.fn(async () => {});
  const asking = new AtMostEvery(3_000, work);
  asking.call();
  asking.call();
  asking.stop();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(work).toHaveBeenCalledTimes(1);
  asking.call();
  expect(work).toHaveBeenCalledTimes(2);
});

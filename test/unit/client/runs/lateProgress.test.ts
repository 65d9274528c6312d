import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { window } from 'vscode';
import { withLateProgress } from '../../../../client/src/runs/lateProgress';

vi.mock('vscode', () => import('../vscode'));

const report = vi.fn();
let cancel = (): void => {};
const shown = vi.spyOn(window, 'withProgress');

beforeEach(() => {
  vi.useFakeTimers();
  report.mockReset();
  shown.mockReset().mockImplementation((async (
    _: unknown,
    task: (progress: unknown, token: unknown) => Promise<unknown>,
  ) => {
    const onCancellationRequested = (listener: () => void): void => {
      cancel = listener;
    };
    return task({ report }, { onCancellationRequested });
  }) as never);
});

afterEach(() => void vi.useRealTimers());

test('what takes a moment shows no progress', async () => {
  await expect(withLateProgress('Sorting', async () => 3)).resolves.toBe(3);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(shown).not.toHaveBeenCalled();
});

test('what takes longer shows how far it is, and can be cancelled', async () => {
  let onPercent = (_: number): void => {};
  const work = withLateProgress('Sorting', (token, tell) => {
    onPercent = tell;
    return new Promise((_, reject) => {
      token.onCancellationRequested(() => reject(new Error('Cancelled.')));
    });
  });
  const end = expect(work).rejects.toThrow('Cancelled.');
  onPercent(10);
  await vi.advanceTimersByTimeAsync(600);
  onPercent(40);
  expect(report.mock.calls.map(([step]) => step)).toEqual([
    { message: '10%', increment: 10 },
    { message: '40%', increment: 30 },
  ]);
  cancel();
  await end;
});

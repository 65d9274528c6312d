import { expect, test, vi } from 'vitest';
import type { CancellationToken } from 'vscode';
import { untilCancelled } from '../../../client/src/untilCancelled';
import { CancellationError, EventEmitter } from './vscode';

vi.mock('vscode', () => import('./vscode'));

function source(): { token: CancellationToken; cancel(): void } {
  const cancelled = new EventEmitter<void>();
  const token = { isCancellationRequested: false, onCancellationRequested: cancelled.event };
  return {
    token: token as CancellationToken,
    cancel: () => {
      token.isCancellationRequested = true;
      cancelled.fire();
    },
  };
}

test('work that never ends is left when the token is cancelled', async () => {
  const { token, cancel } = source();
  const waiting = untilCancelled(token, () => new Promise(() => {}));
  cancel();
  await expect(waiting).rejects.toBeInstanceOf(CancellationError);
});

test('work is not begun when it was cancelled before', async () => {
  const { token, cancel } = source();
  cancel();
  const work = vi.fn(async () => 'done');
  await expect(untilCancelled(token, work)).rejects.toBeInstanceOf(CancellationError);
  expect(work).not.toHaveBeenCalled();
});

test('work that ends gives what it gives', async () => {
  const { token } = source();
  await expect(untilCancelled(token, async () => 'done')).resolves.toBe('done');
  const failing = untilCancelled(token, () => Promise.reject(new Error('failed')));
  await expect(failing).rejects.toThrow('failed');
});

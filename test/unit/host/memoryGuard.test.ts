import { totalmem } from 'node:os';
import { expect, test } from 'vitest';
import { endAbove, memoryLimit } from '../../../server/src/memoryGuard';

test('a host may have three quarters of the memory, or what the environment says', () => {
  expect(memoryLimit({})).toBeLessThanOrEqual(0.75 * totalmem());
  expect(memoryLimit({})).toBeGreaterThan(0);
  expect(memoryLimit({ DIFFUSION_CLASSIFIER_HOST_GIGABYTES: '2.5' })).toBe(2.5e9);
  expect(memoryLimit({ DIFFUSION_CLASSIFIER_HOST_GIGABYTES: 'plenty' })).toBe(memoryLimit({}));
});

test('a process within its limit is left alone', async () => {
  const guard = endAbove(1e15);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(await guard.terminate()).toBe(1);
});

import { expect, test } from 'vitest';
import { engineOn, failureOf, request, starts, statuses } from './fakeHosts';

test('an image that takes too long to decode costs nothing after it: its host is ended', async () => {
  const engine = engineOn('overtimeOnImage');
  const failure = await failureOf(engine.classify({ ...request, image: '/evil.svg' }));
  expect(failure).toMatchObject({ code: 'image-over-limit', details: { limit: 'seconds' } });
  expect(starts()).toBe(1);
  await engine.classify(request);
  expect(starts()).toBe(2);
  // It was ended on purpose: there is nothing to tell.
  expect(statuses.every(({ health }) => health === 'ok')).toBe(true);
});

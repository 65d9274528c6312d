import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isRunning } from '../../fixtures/isRunning';
import { engineOn, failureOf, request, starts, statuses } from './fakeHosts';

/** What was said of the engine's health, without repetitions. */
function troubles(): string[] {
  const said = statuses.flatMap(({ health, message }) =>
    health === 'ok' ? [] : [`${health}: ${message}`],
  );
  return [...new Set(said)];
}

test('a host that is stuck in a batch is given up, started again, and blamed the second time', async () => {
  const engine = engineOn('hangsInEveryBatch', { patience: { errors: 0.3 } });
  const failure = await failureOf(engine.classify(request));
  expect(failure.code).toBe('host-failed');
  expect(failure.details.cause).toBe('gave no answer within 0.3 s.');
  expect(troubles()).toEqual([
    'warning: The denoiser host died and was started again: gave no answer within 0.3 s.',
    `error: ${failure.message}`,
  ]);
  expect(starts()).toBe(2);
});

test('a host that never gets a model open is given up', async () => {
  const engine = engineOn('hangsAtOpen', { patience: { open: 0.5 } });
  const failure = await failureOf(engine.classify(request));
  expect(failure).toMatchObject({
    code: 'host-failed',
    details: { cause: 'gave no answer within 0.5 s.', model: 'weightless' },
  });
});

test('a host that is slow is waited for, and every batch is told', async () => {
  let standings = 0;
  const { evaluations } = await engineOn('slow').classify(request, {
    onStanding: () => {
      standings += 1;
    },
  });
  expect([evaluations, standings]).toEqual([120, 8]);
  expect(troubles()).toEqual([]);
});

test.each(['answersGarbage', 'failsWithGarbage', 'sendsNoMessage'])(
  'a host that talks nonsense (%s) is ended, and named as what failed',
  async (host) => {
    const failure = await failureOf(engineOn(host).classify(request));
    expect(failure.code).toBe('host-failed');
    expect(failure.details.cause).toMatch(/^(gave a garbled answer: (errors|code)|sent something)/);
    expect(starts()).toBe(2);
    expect(statuses.at(-1)).toMatchObject({ health: 'error', quiescent: true });
  },
);

test('one garbled answer costs a restart, and no digit', async () => {
  const undisturbed = await engineOn('honest').classify(request);
  const disturbed = await engineOn('answersGarbageOnce').classify(request);
  expect(disturbed).toEqual({ ...undisturbed, seconds: disturbed.seconds });
  expect(troubles()).toEqual([expect.stringContaining('gave a garbled answer')]);
  expect(statuses.at(-1)).toMatchObject({ health: 'ok' });
});

test('an image that crashes the decoder costs itself, and the next one gets a new host', async () => {
  const engine = engineOn('crashesOnImage');
  const failure = await failureOf(engine.classify({ ...request, image: '/evil.png' }));
  expect(failure.code).toBe('image-not-decodable');
  expect(failure.message).toMatch(/^\/evil\.png could not be decoded: .*SIGABRT/);
  expect((await engine.classify(request)).evaluations).toBe(120);
  expect(starts()).toBe(3);
});

test('an image that never ends to decode is given up after the limit', {
  timeout: 30_000,
}, async () => {
  const engine = engineOn('hangsOnImage', {
    limits: () => ({ seconds: 0.1 }),
    patience: { prepare: 0.4 },
  });
  const failure = await failureOf(engine.classify({ ...request, image: '/evil.png' }));
  expect(failure.code).toBe('image-not-decodable');
  expect((await engine.classify(request)).evaluations).toBe(120);
});

test('an image that takes too long to decode does not go on taking the processor', async () => {
  const engine = engineOn('runsOutOfTime');
  const failure = await failureOf(engine.classify({ ...request, image: '/evil.png' }));
  expect(failure.code).toBe('image-over-limit');
  expect((await engine.classify(request)).evaluations).toBe(120);
  expect(starts()).toBe(2);
  expect(troubles()).toEqual([]);
});

test('an image that the host had to forget is prepared again', async () => {
  expect((await engineOn('forgetsImages').classify(request)).evaluations).toBe(120);
  expect(starts()).toBe(1);
});

test('an image that changes between two hosts is not mixed with what it was', async () => {
  const failure = await failureOf(engineOn('crashesOnceThenSeesAnother').classify(request));
  expect(failure.code).toBe('image-not-readable');
  expect(failure.message).toMatch(/^\/any\.png changed while it was being classified/);
});

test('a host that refuses to go is gone all the same', async () => {
  const engine = engineOn('refusesShutdown');
  await engine.classify(request);
  const pid = Number(readFileSync(`${process.env.FAKE_HOST_STARTS}.pid`, 'utf8'));
  expect(isRunning(pid)).toBe(true);
  engine.dispose();
  await expect.poll(() => isRunning(pid)).toBe(false);
});

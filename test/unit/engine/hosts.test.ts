import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { makeModelFolder } from '../../fixtures/modelFolder';
import { engineOn, failureOf, request, starts, statuses } from './fakeHosts';

async function digitsOn(host: string) {
  const { seconds: _, ...digits } = await engineOn(host).classify({
    ...request,
    options: { trace: true },
  });
  return digits;
}

test('an honest host: every label has the whole budget, and the standing grows to the end', async () => {
  const evaluations: number[] = [];
  const result = await engineOn('honest').classify(request, {
    onStanding: (standing) => evaluations.push(standing.evaluations),
  });
  expect(result.evaluations).toBe(120);
  expect(result.labels.map(({ samples }) => samples)).toEqual([40, 40, 40]);
  expect(evaluations).toEqual([15, 30, 45, 60, 75, 90, 105, 120]);
  expect(statuses.at(-1)).toEqual({
    health: 'ok',
    quiescent: true,
    model: 'weightless',
    provider: 'cpu',
  });
});

test('a host killed in the middle of a batch changes no digit, and the death is said', async () => {
  const undisturbed = await digitsOn('honest');
  expect(await digitsOn('crashesOnce')).toEqual(undisturbed);
  expect(
    statuses.some(({ health, message }) => health === 'warning' && /died/.test(message!)),
  ).toBe(true);
});

test('a host that dies in the same batch twice is blamed, with its last words', async () => {
  const failure = await failureOf(engineOn('crashesInEveryBatch').classify(request));
  expect(failure.code).toBe('host-failed');
  expect(failure.message).toContain('illegal instruction');
  expect(failure.details.model).toBe('weightless');
  expect(statuses.at(-1)!.health).toBe('error');
});

test('a host that cannot even start is reported with its last words', async () => {
  const failure = await failureOf(engineOn('crashesAtStart').classify(request));
  expect(failure.code).toBe('host-failed');
  expect(failure.message).toContain('cannot load the runtime');
});

test('a cancel is answered while the host hangs, and the next request gets a new host', async () => {
  const engine = engineOn('hangsOnce');
  const stop = new AbortController();
  let aborted = 0;
  const hanging = engine.classify(request, {
    signal: stop.signal,
    onStanding: () =>
      setTimeout(() => {
        aborted = performance.now();
        stop.abort();
      }, 50),
  });
  expect((await failureOf(hanging)).code).toBe('cancelled');
  expect(performance.now() - aborted).toBeLessThan(1_000);
  expect((await engine.classify(request)).evaluations).toBe(120);
});

test('a request cancelled while it waits is answered at once and never starts', async () => {
  const engine = engineOn('honest');
  const first = engine.classify(request);
  const stop = new AbortController();
  const standings: unknown[] = [];
  const second = engine.classify(request, {
    signal: stop.signal,
    onStanding: (standing) => standings.push(standing),
  });
  stop.abort();
  expect((await failureOf(second)).code).toBe('cancelled');
  await first;
  // A second that had started would have been ahead of this one.
  await engine.classify(request);
  expect(standings).toEqual([]);
});

test('a batch that hangs and is cancelled is not tried again, and holds nobody up', async () => {
  const engine = engineOn('hangsOnCats');
  const stop = new AbortController();
  const hanging = engine.classify(request, { signal: stop.signal });
  await vi.waitFor(() => expect(existsSync(`${process.env.FAKE_HOST_STARTS}.hangs`)).toBe(true), {
    timeout: 10_000,
  });
  stop.abort();
  const other = engine.classify({ ...request, labels: ['dog', 'frog'] });
  expect((await failureOf(hanging)).code).toBe('cancelled');
  expect((await other).evaluations).toBe(80);
  expect(starts()).toBe(2);
  expect(statuses.filter(({ health }) => health !== 'ok')).toEqual([]);
});

test('a model that has changed on disk gets a new host', async () => {
  const engine = engineOn('honest');
  const folder = makeModelFolder();
  await engine.classify({ ...request, model: folder });
  await engine.classify({ ...request, model: folder });
  expect(starts()).toBe(1);
  writeFileSync(path.join(folder, 'unet/model.onnx'), 'other weights');
  await engine.classify({ ...request, model: folder });
  expect(starts()).toBe(2);
});

test('disposing the engine cancels what is going on and starts no other host', async () => {
  const engine = engineOn('hangsOnce');
  const going = engine.classify(request, {
    onStanding: () => setTimeout(() => engine.dispose(), 50),
  });
  expect((await failureOf(going)).code).toBe('cancelled');
  expect(starts()).toBe(1);
});

test('disposing the engine cancels what still waits, without starting a host for it', async () => {
  const engine = engineOn('honest');
  // Either may end first.
  const failures = [engine.classify(request), engine.classify(request)].map(failureOf);
  engine.dispose();
  for (const failure of await Promise.all(failures)) expect(failure.code).toBe('cancelled');
  expect(starts()).toBe(0);
});

import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { Failure } from '../../../server/src/failure';
import { engineOn, request, statuses } from './fakeHosts';

const planned = fc.record({
  image: fc.constantFrom('/a.png', '/b.png', '/c.png'),
  labels: fc.constantFrom(['cat', 'dog', 'frog'], ['cat', 'dog']).map((labels) => [...labels]),
  priority: fc.constantFrom('interactive' as const, 'background' as const),
  askedAfter: fc.integer({ min: 0, max: 100 }),
  cancelledAfter: fc.option(fc.integer({ min: 0, max: 400 }), { freq: 2 }),
});

const wait = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

const truth: Record<number, unknown> = {};
beforeAll(async () => {
  for (const labels of [
    ['cat', 'dog', 'frog'],
    ['cat', 'dog'],
  ]) {
    const { predicted, evaluations } = await engineOn('honest').classify({ ...request, labels });
    truth[labels.length] = [predicted, evaluations];
  }
});

test('whenever requests come and go and hosts break: each is answered, truly, and nothing stays behind', {
  timeout: 120_000,
}, async () => {
  const listeners = process.listenerCount('exit');
  await fc.assert(
    fc.asyncProperty(
      fc.array(planned, { minLength: 1, maxLength: 12 }),
      fc.option(fc.integer({ min: 0, max: 800 }), { freq: 2 }),
      async (plans, disposedAfter) => {
        const engine = engineOn('unreliable', { patience: { errors: 0.2 } });
        const answers = plans.map(
          async ({ image, labels, priority, askedAfter, cancelledAfter }) => {
            const stop = new AbortController();
            await wait(askedAfter);
            const asked = engine.classify(
              { ...request, image, labels },
              { signal: stop.signal, priority },
            );
            if (cancelledAfter !== null) setTimeout(() => stop.abort(), cancelledAfter);
            try {
              const { predicted, evaluations } = await asked;
              return { predicted, evaluations, labels };
            } catch (error) {
              expect(error).toBeInstanceOf(Failure);
              const { code } = error as Failure;
              const mayBeCancelled = stop.signal.aborted || disposedAfter !== null;
              expect(mayBeCancelled ? ['cancelled', 'host-failed'] : ['host-failed']).toContain(
                code,
              );
              return undefined;
            }
          },
        );
        if (disposedAfter !== null) setTimeout(() => engine.dispose(), disposedAfter);
        const answered = (await Promise.all(answers)).filter((answer) => answer !== undefined);
        for (const { predicted, evaluations, labels } of answered) {
          expect([predicted, evaluations]).toEqual(truth[labels.length]);
        }
        expect(statuses.at(-1)).toMatchObject({ quiescent: true });
        engine.dispose();
        await expect.poll(() => process.listenerCount('exit')).toBe(listeners);
      },
    ),
    { numRuns: 15 },
  );
});

import { expect, test, vi } from 'vitest';
import type { Step } from '../../../server/src/engine';
import { Failure } from '../../../server/src/failure';
import type { Device } from '../../../server/src/host/messages';
import { engineOn, failureOf, request, starts, statuses } from './fakeHosts';

const two: Device[] = [
  { provider: 'cpu', index: 0 },
  { provider: 'cpu', index: 1 },
];

test('every device has a host of its own: what hangs on one does not hold up the other', async () => {
  const engine = engineOn('hangsOnImage', {
    devices: async () => ({ devices: two, warnings: [] }),
  });
  const stop = new AbortController();
  const hanging = engine.classify({ ...request, image: '/evil.png' }, { signal: stop.signal });
  const other = await engine.classify({ ...request, image: '/other.png' });
  expect(other.evaluations).toBe(120);
  await vi.waitFor(() => expect(starts()).toBe(2), 5_000);
  stop.abort();
  expect((await failureOf(hanging)).code).toBe('cancelled');
});

test('on any number of devices every image gets the same digits', async () => {
  const images = Array.from({ length: 12 }, (_, index) => `/${index}.png`);
  const digits = async (devices: Device[]) => {
    const engine = engineOn('honest', { devices: async () => ({ devices, warnings: [] }) });
    const results = await Promise.all(
      images.map(async (image) => engine.classify({ ...request, image })),
    );
    return results.map(({ seconds: _, ...rest }) => rest);
  };
  expect(await digits(two)).toEqual(await digits(two.slice(0, 1)));
});

test('one image after the other stays on the host that has the model', async () => {
  const engine = engineOn('honest', { devices: async () => ({ devices: two, warnings: [] }) });
  for (const image of ['/a.png', '/b.png', '/c.png']) await engine.classify({ ...request, image });
  expect(starts()).toBe(1);
});

test('a provider that cannot be used is said in the status, and the result says what was used', async () => {
  const warnings = [
    {
      code: 'provider-fallback' as const,
      message: 'Provider cuda cannot be used.',
      details: { provider: 'cuda', reason: 'no driver', used: 'cpu' },
    },
  ];
  const engine = engineOn('honest', {
    devices: async () => ({ devices: two.slice(0, 1), warnings }),
  });
  expect((await engine.classify(request)).provider).toBe('cpu');
  expect(statuses.at(-1)!.warnings).toEqual(warnings);
});

test('where no device can be had the request fails, and the next one asks again', async () => {
  let asked = 0;
  const engine = engineOn('honest', {
    devices: async () => {
      asked += 1;
      if (asked === 1) throw new Failure('provider-unavailable', 'No provider works.', {});
      return { devices: two.slice(0, 1), warnings: [] };
    },
  });
  expect((await failureOf(engine.classify(request))).code).toBe('provider-unavailable');
  expect((await engine.classify(request)).evaluations).toBe(120);
});

test('a choice that takes long is said, and ends with the engine', async () => {
  let given: AbortSignal | undefined;
  const engine = engineOn('honest', {
    devices: async (signal) => {
      given = signal;
      return await new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(new Failure('cancelled', 'Cancelled.')));
      });
    },
  });
  const steps: Step[] = [];
  const waiting = engine.classify(request, { onStep: (step) => steps.push(step) });
  await vi.waitFor(() => expect(steps).toHaveLength(1), 5_000);
  expect(steps).toEqual([{ name: 'choosing', done: 0, total: 1 }]);
  engine.dispose();
  expect(given!.aborted).toBe(true);
  expect((await failureOf(waiting)).code).toBe('cancelled');
  expect((await failureOf(engine.classify(request))).code).toBe('cancelled');
});

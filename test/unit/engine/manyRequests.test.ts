import { setMaxListeners } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { Admission, requestSize } from '../../../server/src/engine/admission';
import { Failure } from '../../../server/src/failure';
import type { ClassifyRequest, ClassifyResult, Standing } from '../../../server/src/protocol';
import { engineOn, failureOf, request, starts } from './fakeHosts';

const image = (number: number): ClassifyRequest => ({ ...request, image: `/${number}.png` });

/** Notes the order in which requests end. */
function finishing(order: string[], name: string, result: Promise<ClassifyResult>): Promise<void> {
  return result.then(() => {
    order.push(name);
  });
}

test('200 at once are answered in the order of their arrival, on one host', async () => {
  const engine = engineOn('honest');
  const order: string[] = [];
  const requests = Array.from({ length: 200 }, (_, number) =>
    finishing(order, `${number}`, engine.classify(image(number))),
  );
  await Promise.all(requests);
  expect(order).toEqual(Array.from({ length: 200 }, (_, number) => `${number}`));
  expect(starts()).toBe(1);
});

test('each of 200 can be cancelled, and is answered at once', async () => {
  const engine = engineOn('slow');
  const stops = Array.from({ length: 200 }, () => new AbortController());
  const failures = stops.map(({ signal }, number) =>
    failureOf(engine.classify(image(number), { signal })),
  );
  // All but the last, in no order.
  for (const stop of stops.slice(0, -1).toReversed()) stop.abort();
  const answered = await Promise.all(failures.slice(0, -1));
  expect(new Set(answered.map(({ code }) => code))).toEqual(new Set(['cancelled']));
  stops.at(-1)!.abort();
  expect((await failures.at(-1)!).code).toBe('cancelled');
});

test('one that waits its turn behind another leaves the queue when cancelled', async () => {
  const engine = engineOn('slow');
  const stop = new AbortController();
  const order: string[] = [];
  const failures = [image(2), image(3)].map((each) =>
    failureOf(engine.classify(each, { signal: stop.signal })),
  );
  const first = engine.classify(image(1), {
    priority: 'background',
    onStanding: () => order.push('background'),
  });
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(order).toEqual([]);
  stop.abort();
  for (const failure of failures) expect((await failure).code).toBe('cancelled');
  expect((await first).evaluations).toBe(120);
});

test('one that is cancelled before it is asked starts nothing', async () => {
  const failure = await failureOf(
    engineOn('honest').classify(request, { signal: AbortSignal.abort() }),
  );
  expect([failure.code, starts()]).toEqual(['cancelled', 0]);
});

test('an interactive request goes before background ones, even those that have begun', async () => {
  const engine = engineOn('slow');
  const order: string[] = [];
  let interactive: Promise<void> | undefined;
  const onStanding = (): void => {
    interactive ??= finishing(order, 'interactive', engine.classify(image(9)));
  };
  await Promise.all([
    finishing(order, 'first', engine.classify(image(1), { priority: 'background', onStanding })),
    finishing(order, 'second', engine.classify(image(2), { priority: 'background' })),
  ]);
  await interactive;
  expect(order).toEqual(['interactive', 'first', 'second']);
});

test('an interruption changes no digit', async () => {
  const undisturbed = await engineOn('honest').classify(image(1));
  const engine = engineOn('honest');
  const between: Promise<ClassifyResult>[] = [];
  const interrupted = await engine.classify(image(1), {
    priority: 'background',
    onStanding: () => between.push(engine.classify(image(2 + between.length))),
  });
  expect(interrupted).toEqual({ ...undisturbed, seconds: interrupted.seconds });
  expect((await Promise.all(between)).length).toBe(8);
});

test('identical requests share their work: as many batches as one, and the same result for each', async () => {
  const engine = engineOn('slow');
  const standings: Standing[][] = [[], [], []];
  const results = await Promise.all(
    standings.map((heard, index) =>
      engine.classify(
        { ...request, options: { trace: index === 1 } },
        { onStanding: (standing) => heard.push(standing) },
      ),
    ),
  );
  const [first, traced, third] = results;
  expect(third).toEqual(first);
  expect(standings[0]).toHaveLength(8);
  expect(standings[1]).toEqual(standings[0]);
  expect(traced!.samples).toHaveLength(40);
  expect(first!.samples).toBeUndefined();
  expect(traced!.labels).toEqual(first!.labels);
  expect(traced!.seconds).toBe(first!.seconds);
});

test('one of those who share can cancel: the others go on', async () => {
  const engine = engineOn('slow');
  const stop = new AbortController();
  const cancelled = failureOf(engine.classify(request, { signal: stop.signal }));
  const other = engine.classify(request, { onStanding: () => stop.abort() });
  expect((await cancelled).code).toBe('cancelled');
  expect((await other).evaluations).toBe(120);
});

test('when all who share have cancelled the work stops, and a later request does it anew', async () => {
  const engine = engineOn('slow');
  const stop = new AbortController();
  const both = [1, 2].map(() =>
    failureOf(engine.classify(request, { signal: stop.signal, onStanding: () => stop.abort() })),
  );
  for (const each of both) expect((await each).code).toBe('cancelled');
  let standings = 0;
  const again = await engine.classify(request, {
    onStanding: () => {
      standings += 1;
    },
  });
  expect([again.evaluations, standings]).toEqual([120, 8]);
});

test('an interactive request that joins a background one takes it along to the front', async () => {
  const engine = engineOn('slow');
  const order: string[] = [];
  await Promise.all([
    finishing(order, 'running', engine.classify(image(1), { priority: 'background' })),
    finishing(order, 'waiting', engine.classify(image(2), { priority: 'background' })),
    finishing(order, 'shared', engine.classify(image(3), { priority: 'background' })),
    finishing(order, 'joined', engine.classify(image(3))),
  ]);
  // Whichever of the two had its file looked at first hears first.
  expect(order.slice(0, 2).toSorted()).toEqual(['joined', 'shared']);
  expect(order.slice(2)).toEqual(['running', 'waiting']);
});

test('other options, labels or models are other work', async () => {
  const engine = engineOn('honest');
  const [one, other, third] = await Promise.all([
    engine.classify(request),
    engine.classify({ ...request, options: { samples: 8 } }),
    engine.classify({ ...request, labels: ['cat', 'frog'] }),
  ]);
  expect([one.evaluations, other.evaluations, third.evaluations]).toEqual([120, 24, 80]);
});

test('a file that has changed since is other work; bytes in the request are what they are', async () => {
  const engine = engineOn('slow');
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'image-')), 'cat.png');
  writeFileSync(file, 'as it was');
  let standings = 0;
  const count = (): void => {
    standings += 1;
  };
  const first = engine.classify({ ...request, image: file }, { onStanding: count });
  await expect.poll(() => standings).toBeGreaterThan(0);
  writeFileSync(file, 'as it is');
  await Promise.all([first, engine.classify({ ...request, image: file }, { onStanding: count })]);
  expect(standings).toBe(16);

  const bytes = { ...request, image: 'data:image/png;base64,AAAA' };
  const [one, other] = await Promise.all([engine.classify(bytes), engine.classify(bytes)]);
  expect(one).toEqual(other);
});

test('a failure reaches all who share the work', async () => {
  const engine = engineOn('crashesInEveryBatch');
  const failures = await Promise.all([1, 2, 3].map(() => failureOf(engine.classify(request))));
  expect(failures.map(({ code }) => code)).toEqual(['host-failed', 'host-failed', 'host-failed']);
  expect(starts()).toBe(2);
});

test('more than 10,000 at once are refused as too many, and none of them is lost', async () => {
  const engine = engineOn('honest');
  const stop = new AbortController();
  setMaxListeners(0, stop.signal);
  const waiting = Array.from({ length: 10_000 }, (_, number) =>
    failureOf(engine.classify(image(number), { signal: stop.signal })),
  );
  const refused = await failureOf(engine.classify(request));
  expect(refused.code).toBe('busy');
  stop.abort();
  expect(new Set((await Promise.all(waiting)).map(({ code }) => code))).toEqual(
    new Set(['cancelled']),
  );
  expect((await engine.classify(request)).evaluations).toBe(120);
});

test('labels count towards the 512 MB that may wait, as images do', async () => {
  const engine = engineOn('slow');
  const first = engine.classify(request);
  const prompts = Array.from({ length: 1_000 }, () => 'x'.repeat(2_000));
  const labels = Array.from({ length: 260 }, (_, number) => ({ label: `${number}`, prompts }));
  expect((await failureOf(engine.classify({ ...request, labels }))).code).toBe('busy');
  expect((await first).evaluations).toBe(120);
});

test('a request counts as what it takes in memory: 100,000 short labels are some 6 MB', () => {
  const labels = Array.from({ length: 100_000 }, (_, number) => `label ${number}`);
  expect(requestSize({ ...request, labels })).toBeCloseTo(6e6, -6);
});

test('512 MB of requests at once are too many, but one of any size is let in', () => {
  const admission = new Admission();
  const leave = admission.enter(600_000_000);
  expect(() => admission.enter(1)).toThrow(/512 MB/);
  leave();
  expect(admission.isIdle).toBe(true);
  admission.enter(300_000_000);
  admission.enter(212_000_000);
  expect(() => admission.enter(1)).toThrow(Failure);
});

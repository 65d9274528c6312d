import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Engine, ImageAnswer } from '../../../server/src/engine';
import { Failure } from '../../../server/src/failure';
import type { Device } from '../../../server/src/host/messages';
import type { ClassifyResult } from '../../../server/src/protocol';
import { MapMemory } from '../../fixtures/errorMemory';
import { makeModelFolder } from '../../fixtures/modelFolder';
import { engineOn, failureOf, starts } from './fakeHosts';

/** Batches have room for many of the 6 evaluations that a race here asks for at a time. */
const model = makeModelFolder({
  batchEvaluations: 60,
  budget: { samples: 40, elimination: 'racing', racing: 'approximate', delta: 0.1, minimum: 2 },
});
const request = { labels: ['cat', 'dog', 'frog'], model };
const images = (count: number) => Array.from({ length: count }, (_, number) => `/${number}.png`);

type Answered = Map<string, ClassifyResult | Failure>;

async function answersOf(
  engine: Engine,
  asked: Iterable<string> | AsyncIterable<string>,
  changes: { signal?: AbortSignal; onAnswer?: (answer: ImageAnswer) => void } = {},
): Promise<Answered> {
  const answers: Answered = new Map();
  await engine.classifyImages(request, asked, {
    signal: changes.signal,
    onAnswer: (answer) => {
      expect(answers.has(answer.image)).toBe(false);
      answers.set(answer.image, 'result' in answer ? answer.result : answer.failure);
      changes.onAnswer?.(answer);
    },
  });
  return answers;
}

function digits(answer: ClassifyResult | Failure | undefined): unknown {
  const { seconds: _, ...rest } = answer as ClassifyResult;
  return rest;
}

test('many images together get the answers that each gets alone', async () => {
  const engine = engineOn('honest');
  const answers = await answersOf(engine, images(40));
  expect([...answers.keys()].sort()).toEqual(images(40).sort());
  for (const image of images(40)) {
    const alone = await engine.classify({ ...request, image });
    expect(digits(answers.get(image))).toEqual(digits(alone));
    expect((answers.get(image) as ClassifyResult).seconds).toBeGreaterThan(0);
  }
  expect(starts()).toBe(1);
});

test('images are taken as there is room for them, and share batches', async () => {
  const engine = engineOn('honest');
  let taken = 0;
  let done = 0;
  let most = 0;
  function* asked(): Generator<string> {
    for (const image of images(30)) {
      taken += 1;
      most = Math.max(most, taken - done);
      yield image;
    }
  }
  const answers = await answersOf(engine, asked(), {
    onAnswer: () => {
      done += 1;
    },
  });
  expect(answers.size).toBe(30);
  expect(most).toBeLessThanOrEqual(9);
  expect(most).toBeGreaterThan(2);
});

test('an image that cannot be used is its own answer, and the others go on', async () => {
  const engine = engineOn('refusesImages');
  const answers = await answersOf(engine, ['/a.png', '/bad.png', '/b.png', '/c.png', '/bad2.png']);
  expect(answers.get('/bad.png')).toMatchObject({ code: 'image-not-decodable' });
  expect(answers.get('/bad2.png')).toMatchObject({ code: 'image-not-decodable' });
  for (const image of ['/a.png', '/b.png', '/c.png']) {
    expect(answers.get(image)).toMatchObject({ model: 'weightless' });
  }
  expect(starts()).toBe(1);
});

test('an image that kills its host is named, and those beside it are not blamed', async () => {
  const engine = engineOn('crashesOnImage');
  const asked = ['/1.png', '/2.png', '/evil.png', '/3.png', '/4.png', '/5.png', '/6.png', '/7.png'];
  const answers = await answersOf(engine, asked);
  for (const image of asked) {
    expect(answers.get(image), image).toMatchObject(
      image === '/evil.png' ? { code: 'image-not-decodable' } : { model: 'weightless' },
    );
  }
});

test('a host that dies of a batch is started again, and nothing is lost', async () => {
  const engine = engineOn('crashesOnce');
  const answers = await answersOf(engine, images(12));
  const honest = await answersOf(engineOn('honest'), images(12));
  for (const image of images(12)) {
    expect(digits(answers.get(image))).toEqual(digits(honest.get(image)));
  }
});

test('what every image would meet ends it all', async () => {
  const engine = engineOn('honest');
  const asked = engine.classifyImages({ ...request, labels: ['cat', 'unicorn'] }, images(5), {
    onAnswer: () => expect.unreachable(),
  });
  expect(await failureOf(asked)).toMatchObject({ code: 'label-unknown' });
  expect(starts()).toBe(0);
});

test('what is thrown by whoever takes the answers ends it all', async () => {
  const engine = engineOn('honest');
  const asked = engine.classifyImages(request, images(20), {
    onAnswer: ({ image }) => {
      if (image === '/4.png') throw new Failure('file-not-writable', 'The disk is full.');
    },
  });
  expect(await failureOf(asked)).toMatchObject({ code: 'file-not-writable' });
});

test('it can be cancelled at any time, also while it waits for the next image', async () => {
  const engine = engineOn('slow');
  const stop = new AbortController();
  async function* endless(): AsyncGenerator<string> {
    yield '/first.png';
    await new Promise(() => {});
  }
  const asked = answersOf(engine, endless(), {
    signal: stop.signal,
    onAnswer: () => setTimeout(() => stop.abort(), 100),
  });
  expect(await failureOf(asked)).toMatchObject({ code: 'cancelled' });
});

test('what was computed before a cancel is remembered', async () => {
  const memory = new MapMemory();
  const stop = new AbortController();
  const folder = mkdtempSync(path.join(tmpdir(), 'images-'));
  const files = images(30).map((name) => path.join(folder, name));
  for (const file of files) writeFileSync(file, file);
  let done = 0;
  const cut = answersOf(engineOn('honest', { errors: memory }), files, {
    signal: stop.signal,
    onAnswer: () => {
      done += 1;
      if (done === 10) stop.abort();
    },
  });
  expect(await failureOf(cut)).toMatchObject({ code: 'cancelled' });
  await sleep(50);
  const known = memory.size;
  expect(known).toBeGreaterThan(0);
  const answers = await answersOf(engineOn('honest', { errors: memory }), files);
  const results = [...answers.values()] as ClassifyResult[];
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  expect(sum(results.map(({ remembered }) => remembered!))).toBeGreaterThanOrEqual(known);
  expect(memory.size).toBe(sum(results.map(({ evaluations }) => evaluations)));
});

test('an interactive request overtakes within a batch', async () => {
  const engine = engineOn('slow');
  let done = 0;
  const all = answersOf(engine, images(24), {
    onAnswer: () => {
      done += 1;
    },
  });
  await sleep(400);
  const before = done;
  await engine.classify({ ...request, image: '/urgent.png' });
  expect(before).toBeLessThan(12);
  expect(done).toBeLessThan(20);
  expect((await all).size).toBe(24);
});

test('every device takes its share', async () => {
  const devices: Device[] = [0, 1].map((index) => ({ provider: 'cpu', index }));
  const engine = engineOn('slow', { devices: async () => ({ devices, warnings: [] }) });
  const answers = await answersOf(engine, images(24));
  expect(answers.size).toBe(24);
  expect(starts()).toBe(2);
});

test('no images are no work', async () => {
  expect((await answersOf(engineOn('honest'), [])).size).toBe(0);
  expect(starts()).toBe(0);
});

test('a request for one image comes before the rest of many that are remembered', async () => {
  const errors = new MapMemory();
  const engine = engineOn('honest', { errors });
  const folder = mkdtempSync(path.join(tmpdir(), 'images-'));
  const files = images(60).map((name) => path.join(folder, name));
  for (const file of files) writeFileSync(file, file);
  await answersOf(engine, files);
  let answered = 0;
  let before: number | undefined;
  let single: Promise<unknown> | undefined;
  await answersOf(engine, files, {
    onAnswer: () => {
      answered += 1;
      if (answered !== 5) return;
      single = engine.classify({ ...request, image: '/alone.png' }).then(() => {
        before = answered;
      });
    },
  });
  await single;
  expect(before).toBeLessThan(60);
});

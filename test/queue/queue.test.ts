import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Queue } from 'bullmq';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { ImageAnswer } from '../../server/src/engine';
import { Failure } from '../../server/src/failure';
import { defaultImageLimits } from '../../server/src/imageLimits';
import { QueuedEngine, QueueWorker, queueAddress } from '../../server/src/queue';
import { makeModelFolder } from '../fixtures/modelFolder';
import { FakeEngine } from './fakeEngine';
import { noRedis, RedisServer } from './redisServer';

const request = { labels: ['cat', 'dog'], options: { samples: 8 } };
const root = '/pictures';

function imagesTo(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${root}/${index}.png`);
}

describe.skipIf(noRedis())('a queue on Redis', () => {
  let server: RedisServer;
  const endings: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    server = await RedisServer.start();
  }, 300_000);
  afterEach(async () => {
    await Promise.all(endings.splice(0).map((end) => end()));
  });
  afterAll(async () => await server?.stop());

  function address(name: string) {
    return queueAddress(server.url, name);
  }

  async function work(
    name: string,
    engine: FakeEngine,
    options = {},
    beforeWork: () => Promise<void> = async () => {},
  ) {
    const stop = new AbortController();
    const warnings: string[] = [];
    const worker = await QueueWorker.open({
      address: address(name),
      engine,
      limits: defaultImageLimits,
      concurrency: 1,
      lostAfterSeconds: 1,
      onWarning: (message) => warnings.push(message),
      ...options,
    });
    await beforeWork();
    const done = worker.run(stop.signal);
    done.catch(() => {});
    const end = async () => {
      stop.abort();
      await done;
    };
    endings.push(() => end().catch(() => {}));
    return { worker, done, end, warnings };
  }

  async function collector(name: string, options = {}) {
    const warnings: string[] = [];
    const engine = await QueuedEngine.open({
      address: address(name),
      root,
      owner: 'me',
      chunk: 4,
      onWarning: (message) => warnings.push(message),
      ...options,
    });
    endings.push(async () => engine.close());
    return { engine, warnings };
  }

  async function collect(
    { engine }: { engine: QueuedEngine },
    images: Iterable<string> | AsyncIterable<string>,
    { signal, model }: { signal?: AbortSignal; model?: string } = {},
    answers: ImageAnswer[] = [],
  ) {
    const asked = { ...request, ...(model !== undefined && { model }) };
    await engine.classifyImages(asked, images, {
      signal,
      onAnswer: (answer) => void answers.push(answer),
    });
    return answers;
  }

  function namesOf(answers: readonly ImageAnswer[]): string[] {
    return answers.map(({ image }) => image).sort();
  }

  /** What is left in Redis of a queue, but for its settings. */
  async function leftovers(name: string): Promise<string[]> {
    const redis = server.client();
    const keys = await redis.keys(`${name}:*`);
    redis.disconnect();
    return keys.filter((key) => !/:(meta|events|id|marker|stalled-check|workers)$/.test(key));
  }

  test('each image is answered once, under the name that it was asked by', async () => {
    const name = randomUUID();
    const engines = [new FakeEngine(), new FakeEngine()];
    for (const engine of engines) await work(name, engine);
    const images = imagesTo(50);
    const answers = await collect(await collector(name), images);
    expect(namesOf(answers)).toEqual([...images].sort());
    for (const answer of answers) {
      expect(answer).toMatchObject({ result: { image: answer.image, predicted: 'cat' } });
    }
    expect(engines.flatMap(({ seen }) => seen)).toHaveLength(50);
    expect(engines[0]!.requests[0]).toMatchObject(request);
    expect(await leftovers(name)).toEqual([]);
  });

  test('what is wrong with an image is its answer', async () => {
    const name = randomUUID();
    const engine = new FakeEngine((image) => {
      if (image.endsWith('/3.png')) {
        throw new Failure('image-not-decodable', 'Not a picture.', { image });
      }
    });
    const { worker } = await work(name, engine);
    const answers = await collect(await collector(name), imagesTo(6));
    const failed = answers.filter((answer) => 'failure' in answer);
    expect(failed).toEqual([{ image: `${root}/3.png`, failure: expect.any(Failure) }]);
    expect(failed[0]).toMatchObject({ failure: { code: 'image-not-decodable' } });
    expect(worker.counts).toMatchObject({ images: 6, failed: 1 });
  });

  test('an image is sent even where the next one waits for its answer', async () => {
    const name = randomUUID();
    await work(name, new FakeEngine());
    const answers: ImageAnswer[] = [];
    async function* oneByOne() {
      for (const image of imagesTo(3)) {
        const before = answers.length;
        yield image;
        await vi.waitFor(() => expect(answers.length).toBe(before + 1), { timeout: 10_000 });
      }
    }
    await collect(await collector(name), oneByOne(), {}, answers);
    expect(answers).toHaveLength(3);
  });

  test('what is cancelled goes on: what was computed meanwhile is taken, not computed again', async () => {
    const name = randomUUID();
    const engine = new FakeEngine(() => sleep(20).then(() => {}));
    const first = await work(name, engine);
    const stop = new AbortController();
    const before: ImageAnswer[] = [];
    const going = collect(await collector(name), imagesTo(40), { signal: stop.signal }, before);
    await vi.waitFor(() => expect(before.length).toBeGreaterThan(3), { timeout: 10_000 });
    stop.abort();
    const cancelled = performance.now();
    await expect(going).rejects.toMatchObject({ code: 'cancelled' });
    expect(performance.now() - cancelled).toBeLessThan(2_000);
    await first.end();

    await work(name, engine);
    const done = new Set(before.map(({ image }) => image));
    const rest = imagesTo(40).filter((image) => !done.has(image));
    const after = await collect(await collector(name), rest);
    expect(namesOf([...before, ...after])).toEqual([...imagesTo(40)].sort());
    // The four images of the job that was at hand, at most.
    expect(engine.seen.length).toBeLessThanOrEqual(44);
    expect(await leftovers(name)).toEqual([]);
  });

  test('an answer about a file that has changed since is thrown away', async () => {
    const name = randomUUID();
    const folder = await mkdtemp(path.join(tmpdir(), 'changing-'));
    const file = path.join(folder, 'cat.png');
    await writeFile(file, 'one');
    await utimes(file, 1, 1);
    const stop = new AbortController();
    const options = { root: folder, chunk: 1 };
    const going = collect(await collector(name, options), [file], { signal: stop.signal });
    const engine = new FakeEngine(() => stop.abort());
    const first = await work(name, engine);
    await expect(going).rejects.toMatchObject({ code: 'cancelled' });
    await first.end();
    await writeFile(file, 'another');
    await work(name, engine);
    const [answer] = await collect(await collector(name, options), [file]);
    expect(answer).toMatchObject({ image: file, result: { predicted: 'cat' } });
    expect(engine.seen).toEqual([file, file]);
    expect(await leftovers(name)).toEqual([]);
    await rm(folder, { recursive: true });
  });

  test('a worker that is stopped answers with what is done, and another does the rest', async () => {
    const name = randomUUID();
    const slow = new FakeEngine(async (image, signal) => {
      if (image.endsWith('/2.png')) await sleep(60_000, undefined, { signal }).catch(() => {});
      if (signal.aborted) throw new Failure('cancelled', 'Cancelled.');
    });
    const first = await work(name, slow);
    const going = collect(await collector(name), imagesTo(4));
    await vi.waitFor(() => expect(slow.seen).toHaveLength(3), { timeout: 10_000 });
    const stopped = performance.now();
    await first.end();
    expect(performance.now() - stopped).toBeLessThan(15_000);
    const quick = new FakeEngine();
    await work(name, quick);
    expect(namesOf(await going)).toEqual(imagesTo(4));
    expect(quick.seen).toEqual([`${root}/2.png`, `${root}/3.png`]);
  }, 40_000);

  test('what is wrong with the request ends the run with that failure, until it is mended', async () => {
    const name = randomUUID();
    let isMended = false;
    const engine = new FakeEngine(async () => {
      await sleep(10);
      if (!isMended) throw new Failure('label-unknown', 'No such label.', { label: 'unicorn' });
    });
    await work(name, engine);
    const going = collect(await collector(name), imagesTo(2_000));
    await expect(going).rejects.toMatchObject({
      code: 'label-unknown',
      message: 'No such label.',
      details: { label: 'unicorn' },
    });
    expect(engine.seen.length).toBeLessThan(2_000);
    isMended = true;
    expect(await collect(await collector(name), imagesTo(4))).toHaveLength(4);
  });

  test('a worker that cannot work gives up after three jobs; others do them', async () => {
    const name = randomUUID();
    const broken = await work(
      name,
      new FakeEngine(() => {
        throw new Failure('out-of-memory', 'The device is full.');
      }),
    );
    const going = collect(await collector(name), imagesTo(12));
    await expect(broken.done).rejects.toMatchObject({ code: 'out-of-memory' });
    const good = new FakeEngine();
    await work(name, good);
    const answers = await going;
    expect(namesOf(answers)).toEqual([...imagesTo(12)].sort());
    expect(answers.filter((answer) => 'failure' in answer)).toEqual([]);
    expect(broken.warnings).toContain('The device is full.');
  }, 40_000);

  test('an image that no worker can answer is given up by name', async () => {
    const name = randomUUID();
    const engine = new FakeEngine((image) => {
      if (image.endsWith('/1.png')) throw new Failure('host-failed', 'The host died.');
    });
    for (let count = 0; count < 3; count++) await work(name, engine);
    const answers = await collect(await collector(name), imagesTo(3));
    expect(namesOf(answers)).toEqual(imagesTo(3));
    expect(answers.find(({ image }) => image.endsWith('/1.png'))).toMatchObject({
      failure: {
        code: 'host-failed',
        message: `${root}/1.png was given up after several workers: The host died.`,
        details: { image: `${root}/1.png` },
      },
    });
  }, 40_000);

  test('a worker with other weights gets nothing of the run, and both can be told apart', async () => {
    const name = randomUUID();
    const folders = [makeModelFolder(), makeModelFolder()];
    const [asked, other] = folders as [string, string];
    await writeFile(path.join(other, 'unet/model.onnx'), 'other weights');
    const wrong = new FakeEngine();
    await work(name, wrong, { model: other });
    const { engine, warnings } = await collector(name);
    const going = collect({ engine }, imagesTo(2), { model: asked });
    await vi.waitFor(() => expect(warnings).toHaveLength(2), { timeout: 10_000 });
    expect(warnings[0]).toContain('No worker for weightless');
    expect(warnings[1]).toContain('has other weights or settings of weightless');
    const right = new FakeEngine();
    await work(name, right, { model: asked });
    expect(await going).toHaveLength(2);
    expect([wrong.seen, right.seen.length]).toEqual([[], 2]);
    expect(right.requests[0]!.model).toBe(asked);
    for (const folder of folders) await rm(folder, { recursive: true });
  });

  test('a worker whose model changes ends instead of mixing answers', async () => {
    const name = randomUUID();
    const model = makeModelFolder();
    const { engine } = await collector(name);
    const { done } = await work(name, new FakeEngine(), { model }, async () => {
      void collect({ engine }, imagesTo(1), { model }).catch(() => {});
      await vi.waitFor(async () => expect(await leftovers(name)).not.toEqual([]));
      await sleep(500);
      await writeFile(path.join(model, 'unet/model.onnx'), 'other weights');
    });
    await expect(done).rejects.toMatchObject({
      message: expect.stringMatching(/weightless .* have changed: start the worker again/),
    });
    engine.close();
    await rm(model, { recursive: true });
  });

  test('jobs that are none, and of other models, are refused', async () => {
    const name = randomUUID();
    const engine = new FakeEngine();
    const { worker } = await work(name, engine);
    const { id, identity } = worker.model;
    const queue = new Queue(identity, { connection: { url: server.url }, prefix: name });
    const job = { request, root, images: [{ file: 'cat.png', stamp: '1:1' }] };
    const jobs = [
      await queue.add('x', { rm: '-rf /' }),
      await queue.add('x', { ...job, model: { id, identity: '0'.repeat(32) } }),
      await queue.add('x', {
        ...job,
        model: { id, identity },
        images: [{ file: '../../etc/passwd', stamp: '1:1' }],
      }),
    ];
    await vi.waitFor(async () => expect(await queue.getFailedCount()).toBe(3), { timeout: 10_000 });
    const reasons = await Promise.all(
      jobs.map(async ({ id }) => JSON.parse((await queue.getJob(id!))!.failedReason)),
    );
    expect(reasons.map(({ failure }) => failure.message)).toEqual([
      expect.stringContaining('a job that is none (model: expected object'),
      expect.stringContaining('has other weights of everyday-32'),
      expect.stringContaining('expected a path below the root'),
    ]);
    expect(engine.seen).toEqual([]);
    await queue.close();
  });

  test('answers that are none give up on the image, not on the run', async () => {
    const name = randomUUID();
    const { engine } = await collector(name);
    const going = collect({ engine }, imagesTo(1));
    // Somebody else's worker, on the same queue.
    const redis = server.client();
    const identity = await vi.waitFor(async () => {
      const [key] = await redis.keys(`${name}:*:wait`);
      expect(key).toBeDefined();
      return key!.split(':')[1]!;
    });
    const { Worker } = await import('bullmq');
    const options = { connection: { url: server.url }, prefix: name };
    const stranger = new Worker(identity, async () => 'H4sIAAAAAAAA', options);
    expect(await going).toMatchObject([
      { failure: { message: expect.stringContaining('its answer is none') } },
    ]);
    await stranger.close();
    redis.disconnect();
  });

  test('paths are sent from the root, and what is not below it is refused', async () => {
    const name = randomUUID();
    const engine = new FakeEngine();
    const here = await mkdtemp(path.join(tmpdir(), 'here-'));
    await writeFile(path.join(here, '0.png'), '');
    await work(name, engine, { root: here });
    const answers = await collect(await collector(name), imagesTo(2));
    expect(engine.seen).toEqual([path.join(here, '0.png')]);
    expect(namesOf(answers)).toEqual(imagesTo(2));
    expect(answers.find(({ image }) => image.endsWith('1.png'))).toMatchObject({
      failure: { code: 'image-not-found' },
    });
    const outside = collect(await collector(name), ['/elsewhere/cat.png']);
    await expect(outside).rejects.toMatchObject({
      code: 'options-invalid',
      message: expect.stringContaining('is not below /pictures'),
    });
    await rm(here, { recursive: true });
  });

  test('a shortlist by CLIP is refused', async () => {
    const { engine } = await collector(randomUUID());
    const going = engine.classifyImages(
      { labels: ['cat'], options: { shortlist: { model: 'clip' } } },
      [],
      { onAnswer: () => {} },
    );
    await expect(going).rejects.toMatchObject({ code: 'options-invalid' });
  });
});

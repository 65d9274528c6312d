import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { ChunkSize } from '../../server/src/queue/chunkSize';
import { Chunks } from '../../server/src/queue/chunks';
import { CollectorLock } from '../../server/src/queue/collectorLock';
import { connect } from '../../server/src/queue/connect';
import { nameOf, queueName, toJobImage } from '../../server/src/queue/jobImages';
import { orPause } from '../../server/src/queue/orPause';
import { pack, unpack } from '../../server/src/queue/packed';
import { Presence, presentWorkers } from '../../server/src/queue/presence';
import { queueAddress, shownAddress } from '../../server/src/queue/queueAddress';
import { ahead } from '../../server/src/queue/sources/ahead';
import { s3Request } from '../../server/src/queue/sources/s3Request';
import { aborted, orAborted, within } from '../../server/src/queue/waiting';
import { usual } from '../bench/queue/scenarios';
import { simulate } from '../bench/queue/simulate';
import { noRedis, RedisServer } from './redisServer';

test.each([
  ['redis://host', 'q', 'redis://host'],
  ['redis://me:secret@host:7000/3', 'q', 'redis://host:7000/3'],
  ['rediss://:secret@host', 'q', 'rediss://host'],
])('%s is shown without a password', (url, name, shown) => {
  expect(shownAddress(queueAddress(url, name))).toBe(shown);
});

test.each(['http://host', 'redis://', 'host:6379', 'redis://:secret@host/zero'])(
  '%s is refused, without a password',
  (url) => {
    expect(() => queueAddress(url)).toThrow(/--queue/);
    expect(() => queueAddress(url)).not.toThrow(/secret/);
  },
);

test('a queue name is letters, digits and a few signs', () => {
  expect(() => queueAddress('redis://host', 'a b')).toThrow('--queue-name is "a b"');
});

test('images are told by address, or by their path from the root', async () => {
  const there = path.join(__dirname, 'parts.test.ts');
  const root = path.dirname(__dirname);
  expect(queueName('s3://bucket/key')).toBe('s3://bucket/key');
  expect(queueName(pathToFileURL(there).href)).toBe(there);
  expect(await toJobImage('https://host/a', root)).toEqual({ url: 'https://host/a' });
  const image = await toJobImage(there, root);
  expect(image).toEqual({ file: 'queue/parts.test.ts', stamp: expect.stringMatching(/^\d+:\d/) });
  expect(nameOf(image, root)).toBe(there);
  expect(nameOf({ url: 'https://host/a' }, root)).toBe('https://host/a');
  expect(await toJobImage(path.join(root, 'gone'), root)).toEqual({ file: 'gone', stamp: 'none' });
  for (const outside of ['/elsewhere/a', root, 'relative']) {
    await expect(toJobImage(outside, root)).rejects.toMatchObject({ code: 'options-invalid' });
  }
});

test("objects of Amazon's own store have its address", async () => {
  const key = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_SESSION_TOKEN: 'c' };
  const usual = await s3Request('s3://pictures/a b.jpg', key);
  expect(usual.url).toBe('https://pictures.s3.us-east-1.amazonaws.com/a%20b.jpg');
  expect(usual.headers['x-amz-security-token']).toBe('c');
  const dotted = await s3Request('s3://my.pictures/a.jpg', { ...key, AWS_REGION: 'eu-west-3' });
  expect(dotted.url).toBe('https://s3.eu-west-3.amazonaws.com/my.pictures/a.jpg');
});

test('waiting ends with the signal, or in time', async () => {
  const never = new Promise<void>(() => {});
  const stopped = AbortSignal.abort(new Error('stopped'));
  await aborted(stopped);
  await expect(orAborted(never, stopped)).rejects.toThrow('stopped');
  const stop = new AbortController();
  const waiting = orAborted(never, stop.signal);
  stop.abort(new Error('later'));
  await expect(waiting).rejects.toThrow('later');
  expect(await orAborted(Promise.resolve(1), new AbortController().signal)).toBe(1);
  await within(5, never);
  await within(5_000, Promise.reject(new Error('whatever')));
});

test('a job gets as many images as take about 20 s', () => {
  const size = new ChunkSize();
  expect(size.images).toBe(4);
  for (let job = 0; job < 10; job++) size.measured(size.images, 2 * size.images);
  expect(size.images).toBe(10);
  for (let job = 0; job < 20; job++) size.measured(size.images, 60 * size.images);
  expect(size.images).toBe(1);
  for (let job = 0; job < 20; job++) size.measured(size.images, 0);
  expect(size.images).toBe(256);
  size.measured(0, 100);
  expect(size.images).toBe(256);
});

test('a fixed number of images a job stays', () => {
  const size = new ChunkSize(7);
  size.measured(7, 1_000);
  expect(size.images).toBe(7);
});

describe('what may be in Redis at once', () => {
  const data = (labels: string[], file: string) => ({
    model: { id: 'm', identity: '0'.repeat(32) },
    request: { labels },
    root: '/p',
    images: [{ file, stamp: '1:1' }],
  });

  test('is 4,096 jobs', () => {
    const chunks = new Chunks();
    for (let job = 0; job < 4_095; job++) chunks.add(`${job}`, data(['cat'], `${job}`), false);
    expect(chunks.isFull).toBe(false);
    chunks.add('last', data(['cat'], 'last'), false);
    expect(chunks.isFull).toBe(true);
    chunks.delete('last');
    chunks.delete('last');
    expect(chunks.isFull).toBe(false);
  });

  test('or 64 MB', () => {
    const chunks = new Chunks();
    const labels = Array.from({ length: 1_000 }, (_, index) => `${index}${'x'.repeat(1_000)}`);
    for (let job = 0; job < 63; job++) chunks.add(`${job}`, data(labels, `${job}`), false);
    expect(chunks.isFull).toBe(false);
    chunks.add('last', data(labels, 'last'), false);
    expect(chunks.isFull).toBe(true);
  });
});

test('what was packed can be unpacked, and what was not, not', async () => {
  const value = { answers: [{ index: 0, text: 'ü'.repeat(1_000) }] };
  expect(await unpack(await pack(value))).toEqual(value);
  for (const text of ['', 'no', 'H4sIAAAAAAAA']) await expect(unpack(text)).rejects.toThrow();
});

test('items pass as they come, and one pause is told where they do not', async () => {
  async function* late() {
    yield 1;
    await new Promise((resolve) => setTimeout(resolve, 200));
    yield 2;
  }
  const seen: (number | undefined)[] = [];
  for await (const item of orPause(late(), 20, new AbortController().signal)) seen.push(item);
  expect(seen).toEqual([1, undefined, 2]);
});

test('up to so many are made ahead, and what goes wrong is thrown in its place', async () => {
  let underWay = 0;
  let most = 0;
  const make = async (item: number) => {
    most = Math.max(most, ++underWay);
    await new Promise((resolve) => setTimeout(resolve, 5));
    underWay -= 1;
    if (item === 7) throw new Error('seven');
    return item;
  };
  const made: number[] = [];
  const all = async () => {
    for await (const item of ahead([1, 2, 3, 4, 5, 6, 7, 8, 9], 3, make)) made.push(item);
  };
  await expect(all()).rejects.toThrow('seven');
  expect([made, most]).toEqual([[1, 2, 3, 4, 5, 6], 3]);
});

describe.skipIf(noRedis())('with Redis', () => {
  let server: RedisServer;
  let redis: ReturnType<RedisServer['client']>;

  beforeAll(async () => {
    server = await RedisServer.start();
    redis = server.client();
  }, 300_000);
  afterAll(async () => {
    redis.disconnect();
    await server.stop();
  });

  test('one process at a time collects a run', async () => {
    const key = randomUUID();
    const signal = new AbortController().signal;
    const [first, second] = [
      new CollectorLock(redis, key, 300),
      new CollectorLock(redis, key, 300),
    ];
    await first.take(() => {}, signal);
    await expect(second.take(() => {}, signal)).rejects.toMatchObject({
      code: 'run-in-progress',
      message: expect.stringContaining(`on ${hostname()} (process ${process.pid})`),
    });
    await first.release();
    await second.take(() => {}, signal);
    await second.release();
    expect(await redis.exists(key)).toBe(0);
  });

  test("a dead process's lock is taken over at once, another machine's when it is not renewed", async () => {
    const key = randomUUID();
    const signal = new AbortController().signal;
    const owner = { host: hostname(), pid: 2 ** 30, token: 'x' };
    await redis.set(key, JSON.stringify(owner));
    const lock = new CollectorLock(redis, key, 15_000);
    await lock.take(() => {}, signal);
    await lock.release();
    await redis.set(key, JSON.stringify({ ...owner, host: 'elsewhere' }), 'PX', 700);
    await lock.take(() => {}, signal);
    await lock.release();
  });

  test('who loses the lock hears of it', async () => {
    const key = randomUUID();
    const lock = new CollectorLock(redis, key, 300);
    const lost = new Promise((resolve) => {
      void lock.take(resolve, new AbortController().signal).then(async () => {
        await redis.set(key, 'somebody else');
      });
    });
    expect(await lost).toMatchObject({ code: 'run-in-progress' });
    await lock.release();
  });

  test('a worker shows itself, and sweeps away those of days ago', async () => {
    const name = randomUUID();
    await redis.hset(`${name}:workers`, { old: '{}' });
    const who = { host: 'a', pid: 1, model: 'm', identity: 'i', images: 5, failed: 1 };
    const presence = new Presence(redis, name, 'id', () => who);
    await presence.begin();
    expect(await presentWorkers(redis, name)).toMatchObject([who]);
    expect(await redis.hkeys(`${name}:workers`)).toEqual(['id']);
    await presence.end();
    expect(await presentWorkers(redis, name)).toEqual([]);
  });

  test('a connection that is lost is told, and that it is there again', async () => {
    const own = await RedisServer.start();
    const told: string[] = [];
    const connected = await connect(queueAddress(own.url), (message) => told.push(message));
    await own.kill();
    const answer = connected.ping();
    await vi.waitFor(() => expect(told).toEqual([expect.stringMatching(/is lost: waiting/)]));
    await own.begin();
    expect(await answer).toBe('PONG');
    expect(told[1]).toMatch(/is there again/);
    connected.disconnect();
    await own.stop();
    await expect(connect(queueAddress(own.url), () => {})).rejects.toMatchObject({
      code: 'queue-unavailable',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });

  test('workers that are silent, and what is no worker, are not shown', async () => {
    const name = randomUUID();
    const [seconds] = await redis.time();
    const worker = { host: 'a', pid: 1, model: 'm', identity: 'i', jobs: 0, images: 0, failed: 0 };
    await redis.hset(`${name}:workers`, {
      here: JSON.stringify({ ...worker, seen: Number(seconds) }),
      gone: JSON.stringify({ ...worker, host: 'b', seen: Number(seconds) - 60 }),
      none: 'nonsense',
    });
    expect((await presentWorkers(redis, name)).map(({ host }) => host)).toEqual(['a']);
  });
});

describe('the simulation', () => {
  const farm = { ...usual, workers: 10, images: 2_000, chunk: 10, imageSeconds: 2 };

  test('gives the same for the same seed', () => {
    expect(simulate(farm)).toEqual(simulate(farm));
    expect(simulate(farm)).not.toEqual(simulate({ ...farm, seed: 2 }));
  });

  test('gives what can be reckoned by hand where nothing goes wrong', () => {
    const even = { imageSpread: 0, workerSpread: 0, stragglers: 0, arrival: 0, lossEvery: 1e12 };
    const free = { redisSeconds: 0, collectJobSeconds: 0, collectSeconds: 0, storeSeconds: 0 };
    const outcome = simulate({ ...farm, ...even, ...free });
    expect(outcome.seconds).toBeCloseTo(400, 6);
    expect(outcome.efficiency).toBeCloseTo(1, 6);
    expect(outcome.again).toBe(0);
    // Redis alone: 200 jobs of 10 s.
    expect(simulate({ ...farm, ...even, ...free, redisSeconds: 10 }).seconds).toBeCloseTo(2_020, 6);
  });

  test('does what was lost again', () => {
    const outcome = simulate({ ...farm, lossEvery: 100 });
    expect(outcome.again).toBeGreaterThan(0);
    expect(outcome.efficiency).toBeLessThan(simulate(farm).efficiency);
  });
});

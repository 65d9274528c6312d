import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { ImageAnswer } from '../../server/src/engine';
import { QueuedEngine, queueAddress } from '../../server/src/queue';
import { noRedis, RedisServer } from './redisServer';
import { bundleWorker, WorkerProcess } from './workers';

const root = '/pictures';
const request = { labels: ['cat', 'dog'] };

function imagesTo(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${root}/${index}.png`);
}

function namesOf(answers: readonly ImageAnswer[]): string[] {
  return answers.map(({ image }) => image).sort();
}

describe.skipIf(noRedis())('a queue whatever dies', () => {
  let bundle: string;
  let server: RedisServer;
  const endings: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    bundle = await bundleWorker();
  }, 60_000);
  afterEach(async () => {
    await Promise.all(endings.splice(0).map((end) => end()));
  });
  afterAll(async () => {
    await rm(bundle, { force: true });
  });

  async function startRedis(...flags: string[]): Promise<void> {
    server = await RedisServer.start(...flags);
    endings.push(() => server.stop());
  }

  async function startWorker(name: string): Promise<WorkerProcess> {
    const worker = new WorkerProcess(bundle, server.url, name);
    endings.push(() => worker.end());
    await worker.ready();
    return worker;
  }

  /** Answers as they come, and when all have. */
  async function collect(name: string, images: string[]) {
    const engine = await QueuedEngine.open({
      address: queueAddress(server.url, name),
      ...{ root, owner: 'me', chunk: 4, onWarning: () => {} },
    });
    endings.push(async () => engine.close());
    const answers: ImageAnswer[] = [];
    const done = engine.classifyImages(request, images, {
      onAnswer: (answer) => void answers.push(answer),
    });
    done.catch(() => {});
    return { answers, done };
  }

  test('of three workers one is killed and one frozen: every image is answered once', async () => {
    await startRedis();
    const name = randomUUID();
    const workers = [await startWorker(name), await startWorker(name), await startWorker(name)];
    const [killed, frozen] = workers as [WorkerProcess, WorkerProcess];
    const images = imagesTo(300);
    const { answers, done } = await collect(name, images);
    await vi.waitFor(() => expect(answers.length).toBeGreaterThan(20), { timeout: 30_000 });
    killed.signal('SIGKILL');
    await vi.waitFor(() => expect(frozen.begun.length % 4).not.toBe(0), { timeout: 10_000 });
    frozen.signal('SIGSTOP');
    await done;
    expect(namesOf(answers)).toEqual([...images].sort());

    // Awake again, its late answer meets a job that is long done.
    const begun = frozen.begun.length;
    frozen.signal('SIGCONT');
    await sleep(2_000);
    const again = await collect(name, ['/pictures/later.png']);
    await again.done;
    expect(namesOf(again.answers)).toEqual(['/pictures/later.png']);
    expect(answers).toHaveLength(300);
    expect(frozen.isAlive).toBe(true);
    // The job of the killed one and that of the frozen one were done again, and nothing else.
    const all = workers.flatMap((worker) => worker.begun).length;
    expect(all - 300 - 1).toBeLessThanOrEqual(8 + (frozen.begun.length - begun));
  }, 120_000);

  test.each([
    ['with all that it held', []],
    ['with nothing of what it held', ['--appendonly', 'no']],
  ])(
    'Redis is killed and comes back %s: every image is answered once',
    async (_, flags) => {
      await startRedis(...flags);
      const name = randomUUID();
      await startWorker(name);
      await startWorker(name);
      const images = imagesTo(200);
      const { answers, done } = await collect(name, images);
      await vi.waitFor(() => expect(answers.length).toBeGreaterThan(20), { timeout: 30_000 });
      await server.kill();
      await sleep(500);
      await server.begin();
      await done;
      expect(namesOf(answers)).toEqual([...images].sort());
    },
    120_000,
  );

  test('an image that kills its workers is given up, and the others are done', async () => {
    await startRedis();
    const name = randomUUID();
    // What a service manager does.
    let isOver = false;
    const deaths = { count: 0 };
    async function keepAlive(): Promise<void> {
      while (!isOver) {
        const worker = await startWorker(name);
        await worker.ended();
        if (!isOver) deaths.count += 1;
      }
    }
    void keepAlive();
    void keepAlive();
    const images = imagesTo(20).toSpliced(9, 0, `${root}/poison.png`);
    const { answers, done } = await collect(name, images);
    await done;
    isOver = true;
    expect(namesOf(answers)).toEqual([...images].sort());
    const failed = answers.filter((answer) => 'failure' in answer);
    expect(failed).toMatchObject([
      {
        image: `${root}/poison.png`,
        failure: {
          code: 'host-failed',
          message: expect.stringContaining(`${root}/poison.png was given up after several workers`),
        },
      },
    ]);
    // Twice with its neighbours, twice alone.
    expect(deaths.count).toBe(4);
  }, 120_000);

  test('a worker ends soon after SIGTERM', async () => {
    await startRedis();
    const name = randomUUID();
    const worker = await startWorker(name);
    const { answers, done } = await collect(name, imagesTo(40));
    await vi.waitFor(() => expect(answers.length).toBeGreaterThan(0), { timeout: 10_000 });
    worker.signal('SIGTERM');
    const told = performance.now();
    expect(await worker.ended()).toBe(0);
    expect(performance.now() - told).toBeLessThan(15_000);
    await startWorker(name);
    await done;
    expect(namesOf(answers)).toEqual(imagesTo(40).sort());
  }, 60_000);
});

import { setTimeout as sleep } from 'node:timers/promises';
import type { Engine } from '../../../server/src/engine';
import { defaultImageLimits } from '../../../server/src/imageLimits';
import { QueuedEngine, QueueWorker, queueAddress } from '../../../server/src/queue';
import { resultOf } from '../../queue/fakeEngine';
import type { RedisServer } from '../../queue/redisServer';

export interface QueueLoad {
  /** In this process; they wait instead of computing, and take no processor's time for it. */
  workers: number;
  imageSeconds: number;
  images: number;
  chunk: number;
}

export interface QueueCost {
  /** From the first image to the last answer. */
  seconds: number;
  /** Of a processor, in Redis, for one job. */
  redisSecondsPerJob: number;
  /** Of a processor, in this process, for one image: to send, take, answer and collect it. */
  nodeSecondsPerImage: number;
}

function waitingEngine(seconds: number): Pick<Engine, 'classifyImages'> {
  return {
    classifyImages: async (_, images, { onAnswer }) => {
      for await (const image of images) {
        if (seconds > 0) await sleep(1_000 * seconds);
        await onAnswer({ image, result: resultOf(image) });
      }
    },
  };
}

async function redisProcessorSeconds(server: RedisServer): Promise<number> {
  const client = server.client();
  const text = await client.info('cpu');
  client.disconnect();
  const of = (name: string) => Number(new RegExp(`used_cpu_${name}:([\\d.]+)`).exec(text)?.[1]);
  return of('user') + of('sys');
}

/** Sends images through a queue whose workers only wait, and says what that took. */
export async function measureQueue(
  server: RedisServer,
  name: string,
  { workers, imageSeconds, images, chunk }: QueueLoad,
): Promise<QueueCost> {
  const address = queueAddress(server.url, name);
  const stop = new AbortController();
  const common = { address, onWarning: () => {} };
  const ends: Promise<void>[] = [];
  for (let index = 0; index < workers; index++) {
    const worker = await QueueWorker.open({
      ...common,
      engine: waitingEngine(imageSeconds),
      limits: defaultImageLimits,
      concurrency: 1,
      lostAfterSeconds: 30,
    });
    ends.push(worker.run(stop.signal));
  }
  const engine = await QueuedEngine.open({ ...common, root: '/pictures', owner: name, chunk });
  const names = Array.from({ length: images }, (_, index) => `/pictures/${index}.png`);
  const [cpu, node] = [await redisProcessorSeconds(server), process.cpuUsage()];
  const began = performance.now();
  await engine.classifyImages({ labels: ['cat', 'dog'] }, names, { onAnswer: () => {} });
  const seconds = (performance.now() - began) / 1_000;
  const { user, system } = process.cpuUsage(node);
  const redisSeconds = (await redisProcessorSeconds(server)) - cpu;
  engine.close();
  stop.abort();
  await Promise.all(ends);
  return {
    seconds,
    redisSecondsPerJob: redisSeconds / Math.ceil(images / chunk),
    nodeSecondsPerImage: (user + system) / 1e6 / images,
  };
}

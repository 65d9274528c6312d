import { randomUUID } from 'node:crypto';
import { noRedis, RedisServer } from '../../queue/redisServer';
import { measureQueue, type QueueLoad } from '../queue/measureQueue';
import { realWorkersRate } from '../queue/realWorkers';
import { median, medianInterval } from '../statistics/quantiles';
import type { Figure, Part } from './part';

// As written before the first measuring.
const predicted: Record<string, string> = {
  '1 worker that waits 20 ms an image': '45 images/s',
  '2 workers that wait': '90 images/s',
  '3 workers that wait': '135 images/s',
  '1 worker with everyday-32': '8 images/s',
  '2 workers with everyday-32': '8 images/s: two cores are busy with one',
  '3 workers with everyday-32': '7 images/s',
  'Redis for a job of 1 image': '300 µs',
  'Redis for a job of 64 images': '500 µs',
  'Node for an image alone in its job': '2 ms',
  'Node for one of 64 images': '0.1 ms',
};

const waiting: Omit<QueueLoad, 'workers' | 'images'> = { imageSeconds: 0.02, chunk: 10 };

/** What a queue gives with 1, 2 and 3 workers, and what it takes of Redis and of Node. */
export const queue: Part = {
  name: 'queue',
  title: 'A queue of work for several machines',
  missing: noRedis,
  measure: async ({ quick }, say) => {
    const repeats = quick ? 1 : 5;
    const server = await RedisServer.start('--appendfsync', 'everysec');
    const values = new Map<string, { unit: string; measure: string; values: number[] }>();
    const note = (subject: string, measure: string, unit: string, value: number): void => {
      const known = values.get(subject) ?? { unit, measure, values: [] };
      known.values.push(value);
      values.set(subject, known);
    };
    try {
      for (let repeat = 1; repeat <= repeats; repeat++) {
        say(`${repeat} of ${repeats}`);
        for (const workers of [1, 2, 3]) {
          const images = 100 * workers;
          const cost = await measureQueue(server, randomUUID(), { ...waiting, workers, images });
          const subject =
            workers === 1 ? '1 worker that waits 20 ms an image' : `${workers} workers that wait`;
          note(subject, 'rate', 'images/s', images / cost.seconds);
        }
        for (const workers of [1, 2, 3]) {
          const subject = `${workers} worker${workers === 1 ? '' : 's'} with everyday-32`;
          const rate = await realWorkersRate(server, workers, quick ? 8 : 60);
          note(subject, 'rate', 'images/s', rate);
        }
        for (const [chunk, images] of [
          [1, quick ? 100 : 1_000],
          [64, quick ? 640 : 12_800],
        ] as const) {
          const load = { workers: 2, imageSeconds: 0, images, chunk };
          const cost = await measureQueue(server, randomUUID(), load);
          const [redis, node] =
            chunk === 1
              ? ['Redis for a job of 1 image', 'Node for an image alone in its job']
              : ['Redis for a job of 64 images', 'Node for one of 64 images'];
          note(redis, 'processor time', 'µs', 1e6 * cost.redisSecondsPerJob);
          note(node, 'processor time', 'µs', 1e6 * cost.nodeSecondsPerImage);
        }
      }
    } finally {
      await server.stop();
    }
    return {
      settings: { repeats, 'images a job of workers that wait': waiting.chunk },
      figures: [...values].map(
        ([subject, { unit, measure, values: own }]): Figure => ({
          ...{ subject, measure, unit },
          value: median(own),
          interval: medianInterval(own),
          n: own.length,
          predicted: predicted[subject],
        }),
      ),
    };
  },
};

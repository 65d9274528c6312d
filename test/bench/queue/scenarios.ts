import type { Farm } from './simulate';

/** Of a job in Redis, and in the process that sends and collects: as the part `queue` measures. */
const measured = { redisSeconds: 0.001, collectJobSeconds: 0.001, collectSeconds: 0.000_1 };

/** What all scenarios have in common: a farm of rented machines. */
export const usual: Omit<Farm, 'workers' | 'images' | 'chunk' | 'imageSeconds'> = {
  ...measured,
  imageSpread: 0.3,
  workerSpread: 0.05,
  stragglers: 0.02,
  straggling: 3,
  arrival: 60,
  lossEvery: 24 * 3_600,
  backAfter: 300,
  lostAfter: 30,
  // 100 kB an image from a store that gives 10 GB a second.
  storeSeconds: 1e-5,
  seed: 1,
};

export interface Scenario {
  name: string;
  /** Of an image on one GPU. */
  imageSeconds: number;
  /** Images a worker gets, so that a run takes about half an hour or longer. */
  imagesPerWorker: number;
  chunk: number;
  /** Efficiency with 1,000 workers, as written before the first simulation. */
  predicted: string;
}

export const scenarios: readonly Scenario[] = [
  {
    name: '30 s an image, 1 a job',
    imageSeconds: 30,
    imagesPerWorker: 120,
    chunk: 1,
    predicted: '95%',
  },
  {
    name: '2 s an image, 10 a job',
    imageSeconds: 2,
    imagesPerWorker: 1_000,
    chunk: 10,
    predicted: '94%',
  },
  {
    name: '2 s an image, 1 a job',
    imageSeconds: 2,
    imagesPerWorker: 1_000,
    chunk: 1,
    predicted: '95%: Redis is half busy',
  },
  {
    name: '2 s an image, 256 a job',
    imageSeconds: 2,
    imagesPerWorker: 1_000,
    chunk: 256,
    predicted: '50%: the last jobs drag on',
  },
  {
    name: '50 ms an image, 256 a job',
    imageSeconds: 0.05,
    imagesPerWorker: 40_000,
    chunk: 256,
    predicted: '45%: the collector is full',
  },
  {
    name: '50 ms an image, 1 a job',
    imageSeconds: 0.05,
    imagesPerWorker: 2_000,
    chunk: 1,
    predicted: '5%: Redis is full',
  },
];

export const farmSizes = [1, 3, 10, 30, 100, 300, 1_000] as const;

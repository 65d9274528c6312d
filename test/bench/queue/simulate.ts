import { EventQueue } from './eventQueue';
import { Random } from './random';

/** A farm of workers on one queue, and what it is to do. Times in seconds. */
export interface Farm {
  workers: number;
  images: number;
  /** Images a job. */
  chunk: number;
  /** Of one image on a usual worker. */
  imageSeconds: number;
  /** Deviation of an image's time, as a share of its mean. */
  imageSpread: number;
  /** Deviation of the workers' speeds, as a share of their mean. */
  workerSpread: number;
  /** Share of the workers that are slower, and how many times. */
  stragglers: number;
  straggling: number;
  /** Workers come one after the other within this time. */
  arrival: number;
  /** Between two losses of one worker, on average; and until it is back. */
  lossEvery: number;
  backAfter: number;
  /** `--lost-after`: the loss is noticed after one to two of these. */
  lostAfter: number;
  /** Of Redis, which does one thing at a time, for all that a job asks of it. */
  redisSeconds: number;
  /** Of the process that sends and collects: for one job, and for one image in it. */
  collectJobSeconds: number;
  collectSeconds: number;
  /** Of the store that images come from, for one image. */
  storeSeconds: number;
  seed: number;
}

export interface Outcome {
  /** Until the last answer was collected. */
  seconds: number;
  /** Of what the workers could have done in that time, how much came to be in an answer. */
  efficiency: number;
  /** Share of the time in which each was busy. */
  redis: number;
  collector: number;
  store: number;
  /** Images that were computed again. */
  again: number;
}

/** Something that serves one after the other. */
class Server {
  busy = 0;
  private free = 0;

  /** @returns when what comes at `time` is done. */
  serve(time: number, seconds: number): number {
    this.busy += seconds;
    this.free = Math.max(this.free, time) + seconds;
    return this.free;
  }
}

/** A worker is free, maybe having done so many images; or a job whose worker was lost is noticed. */
type Happening = { worker: number; done: number } | { lostJob: number };

/**
 * Plays a run through, event by event: workers take jobs as they are free, fetch their images, and
 * compute; each job passes through Redis and the collector; a worker that is lost returns later, and
 * its job when its silence is noticed.
 */
export function simulate(farm: Farm): Outcome {
  const random = new Random(farm.seed);
  const redis = new Server();
  const store = new Server();
  const collector = new Server();
  const happenings = new EventQueue<Happening>();
  const slowness: number[] = [];
  for (let worker = 0; worker < farm.workers; worker++) {
    const isStraggler = random.uniform() < farm.stragglers;
    const usual = Math.exp(farm.workerSpread * random.normal());
    slowness.push(isStraggler ? usual * farm.straggling : usual);
    happenings.push(farm.arrival * random.uniform(), { worker, done: 0 });
  }
  const waiting: number[] = [];
  let unsent = farm.images;
  const idle: number[] = [];
  let [collected, again, last] = [0, 0, 0];

  const take = (): number => {
    const returned = waiting.pop();
    if (returned !== undefined) return returned;
    const images = Math.min(farm.chunk, unsent);
    unsent -= images;
    return images;
  };
  const begin = (time: number, worker: number): void => {
    const images = take();
    if (images === 0) {
      idle.push(worker);
      return;
    }
    const taken = redis.serve(time, farm.redisSeconds);
    const fetched = store.serve(taken, images * farm.storeSeconds);
    const spread = farm.imageSpread * Math.sqrt(images) * random.normal();
    const work = slowness[worker]! * farm.imageSeconds * Math.max(images + spread, images / 10);
    const loss = random.exponential(farm.lossEvery);
    const end = fetched + work;
    if (fetched + loss < end) {
      const lost = fetched + loss;
      again += images;
      happenings.push(lost + farm.lostAfter * (1 + random.uniform()), { lostJob: images });
      happenings.push(lost + farm.backAfter, { worker, done: 0 });
      return;
    }
    happenings.push(end, { worker, done: images });
  };

  for (let next = happenings.pop(); next && collected < farm.images; next = happenings.pop()) {
    const { time, event } = next;
    if ('worker' in event) {
      collected += event.done;
      if (event.done > 0) {
        const work = farm.collectJobSeconds + event.done * farm.collectSeconds;
        last = collector.serve(time, work);
      }
      begin(time, event.worker);
    } else {
      waiting.push(event.lostJob);
      const worker = idle.pop();
      if (worker !== undefined) begin(time, worker);
    }
  }
  const speed = slowness.reduce((sum, factor) => sum + 1 / factor, 0);
  return {
    seconds: last,
    efficiency: (farm.images * farm.imageSeconds) / (speed * last),
    redis: redis.busy / last,
    collector: collector.busy / last,
    store: store.busy / last,
    again,
  };
}

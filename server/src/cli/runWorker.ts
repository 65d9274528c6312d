import path from 'node:path';
import { Failure } from '../failure';
import { defaultImageLimits } from '../imageLimits';
import { QueueWorker, type QueueWorkerCounts, queueAddress, shownAddress } from '../queue';
import { exitCodes } from './exitCodes';
import { limitsOf } from './limits';
import { type EngineFlags, openEngine } from './openEngine';
import { countText } from './quantities';
import type { QueueFlags } from './queueFlags';
import { printable, type Terminal } from './terminal';

/** The flags of `worker`, as commander gives them. */
export interface WorkerFlags extends EngineFlags, QueueFlags {
  model?: string;
  concurrency?: number;
  lostAfter?: number;
}

/** Milliseconds between two lines about how far it is. */
const beat = 60_000;

function countsText({ images, failed, jobs }: QueueWorkerCounts): string {
  const failures = failed === 0 ? '' : `, ${countText(failed)} of them failed`;
  return `${countText(images)} images in ${countText(jobs)} jobs${failures}`;
}

/** @throws Failure where the queue, the model or the machine does not serve. */
export async function runWorker(flags: WorkerFlags, terminal: Terminal): Promise<number> {
  const { queue, queueName, root, model, concurrency = 2, lostAfter = 30 } = flags;
  if (queue === undefined) {
    throw new Failure('options-invalid', '--queue is missing: give it, as redis://host:6379/0.');
  }
  const address = queueAddress(queue, queueName);
  const limits = { ...defaultImageLimits, ...limitsOf(flags) };
  const { engine, signal, warn, close } = openEngine(flags, terminal);
  const say = (text: string): void => void terminal.stdout.write(`${printable(text)}\n`);
  let ticking: NodeJS.Timeout | undefined;
  try {
    const worker = await QueueWorker.open({
      ...{ address, engine, model, limits, concurrency, lostAfterSeconds: lostAfter },
      ...(root !== undefined && { root: path.resolve(root) }),
      onWarning: warn,
    });
    const { id, identity } = worker.model;
    const key = identity.slice(0, 8);
    say(`Waiting for work at ${shownAddress(address)} with ${id} (${key}); Ctrl+C ends it.`);
    ticking = setInterval(() => say(countsText(worker.counts)), beat);
    await worker.run(signal);
    say(`Ended after ${countsText(worker.counts)}.`);
  } finally {
    clearInterval(ticking);
    close();
  }
  return exitCodes.done;
}

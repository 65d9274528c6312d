import { totalmem } from 'node:os';
import { Worker } from 'node:worker_threads';

/** What the rest of the machine needs to stay usable: a process may have the other three quarters. */
const share = 0.75;

/** A thread of its own, as the main one is away for as long as a native call takes. */
const watch = `
const { writeSync } = require('node:fs');
const { workerData } = require('node:worker_threads');
setInterval(() => {
  if (process.memoryUsage.rss() <= workerData.bytes) return;
  writeSync(2, workerData.lastWords);
  process.kill(process.pid, 'SIGKILL');
}, 100);
`;

/**
 * Bytes of memory that a process that reads files of strangers may take: DIFFUSION_CLASSIFIER_HOST_GIGABYTES (10^9 bytes) where it
 * is set, else a share of what the machine or its container has.
 */
export function memoryLimit(environment: NodeJS.ProcessEnv = process.env): number {
  const gigabytes = Number(environment.DIFFUSION_CLASSIFIER_HOST_GIGABYTES);
  if (gigabytes > 0) return gigabytes * 1e9;
  // What a container may have: 0 or beyond all memory where nothing constrains this process.
  const limits = [totalmem(), process.constrainedMemory() ?? 0].filter((bytes) => bytes > 0);
  return share * Math.min(...limits);
}

/**
 * Ends this process, saying why on stderr, once it takes more than `bytes` of resident memory: a
 * graph of a few hundred bytes can ask for any amount, and would take the machine down with it.
 */
export function endAbove(bytes: number): Worker {
  const megabytes = Math.round(bytes / 1e6);
  const lastWords = `It took more than the ${megabytes} MB of memory that it may.\n`;
  const guard = new Worker(watch, { eval: true, workerData: { bytes, lastWords } });
  guard.unref();
  return guard;
}

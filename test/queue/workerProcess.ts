/**
 * A worker for tests, as a process: node workerProcess.js URL NAME. Its engine is a fake that takes
 * 20 ms for an image, and writes down each that it begins; an image named poison.png kills it.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { defaultImageLimits } from '../../server/src/imageLimits';
import { QueueWorker, queueAddress } from '../../server/src/queue';
import { FakeEngine } from './fakeEngine';

async function main([url, name]: string[]): Promise<void> {
  const engine = new FakeEngine(async (image) => {
    process.stdout.write(`${image}\n`);
    if (image.endsWith('/poison.png')) process.kill(process.pid, 'SIGKILL');
    await sleep(20);
  });
  const worker = await QueueWorker.open({
    address: queueAddress(url!, name),
    engine,
    limits: defaultImageLimits,
    concurrency: 1,
    lostAfterSeconds: 1,
    onWarning: (message) => process.stderr.write(`${message}\n`),
  });
  process.stdout.write('ready\n');
  const stop = new AbortController();
  process.once('SIGTERM', () => stop.abort());
  await worker.run(stop.signal);
}

void main(process.argv.slice(2));

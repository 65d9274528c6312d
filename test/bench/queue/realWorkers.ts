import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { packageRoot } from '../../../server/src/packageRoot';
import { QueuedEngine, queueAddress } from '../../../server/src/queue';
import type { RedisServer } from '../../queue/redisServer';
import { samplePictures, tenLabels } from '../samplePictures';

const cli = path.join(packageRoot(), 'dist', 'cli.js');

async function startWorker(url: string, name: string): Promise<ChildProcess> {
  const flags = ['--queue', url, '--queue-name', name, '--no-store', '--provider', 'cpu'];
  const child = spawn(process.execPath, [cli, 'worker', ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(createInterface({ input: child.stdout }), 'line');
  return child;
}

async function end(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

/**
 * Images a second that workers on this machine classify with the bundled model, ten labels each.
 *
 * @param images For each worker, beside four with which it begins.
 */
export async function realWorkersRate(
  server: RedisServer,
  workers: number,
  images: number,
): Promise<number> {
  const name = randomUUID();
  const folder = mkdtempSync(path.join(tmpdir(), 'queue-bench-'));
  const pictures = samplePictures();
  const files = Array.from({ length: (4 + images) * workers }, (_, index) => {
    const file = path.join(folder, `${index}${path.extname(pictures[0]!)}`);
    cpSync(pictures[index % pictures.length]!, file);
    return file;
  });
  const children: ChildProcess[] = [];
  for (let count = 0; count < workers; count++) {
    children.push(await startWorker(server.url, name));
  }
  const address = queueAddress(server.url, name);
  const common = { address, root: folder, owner: name, onWarning: () => {} };
  const engine = await QueuedEngine.open({ ...common, chunk: 4 });
  const request = { labels: tenLabels };
  // Each loads the model before the clock starts.
  const classify = (some: string[]) => engine.classifyImages(request, some, { onAnswer: () => {} });
  await classify(files.slice(0, 4 * workers));
  const began = performance.now();
  await classify(files.slice(4 * workers));
  const seconds = (performance.now() - began) / 1_000;
  engine.close();
  await Promise.all(children.map(end));
  rmSync(folder, { recursive: true });
  return (images * workers) / seconds;
}

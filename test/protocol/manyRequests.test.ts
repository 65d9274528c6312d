import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import type { ClassifyParams, ClassifyResult } from '../../server/src/protocol';
import { report } from '../mutation/mutations';
import { classify, denoiserHostOf, errorAnswer, pictureFolder, startServer } from './serverProcess';

const model = path.resolve(__dirname, '../fixtures/tiny-crossed');
const labels = ['circle', 'square', 'triangle'];

/** Memory that a process has in RAM, in MB; undefined where /proc does not say. */
function residentMegabytes(pid: number): number | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1_000;
  } catch {
    return undefined;
  }
}

test('200 requests at once: all answered in order, the memory stays, an interactive one overtakes', async () => {
  const server = await startServer();
  const { uri: image } = await pictureFolder();
  const ask = (seed: number, more: Partial<ClassifyParams> = {}): Promise<ClassifyResult> =>
    classify(server, { image, labels, model, options: { seed }, ...more });
  await ask(0);
  const pids = { server: server.child.pid!, host: denoiserHostOf(server) };
  const memory = () => ({
    server: residentMegabytes(pids.server),
    host: residentMegabytes(pids.host),
  });
  const rounds = [];
  for (let round = 0; round < 4; round++) {
    const began = performance.now();
    const order: number[] = [];
    const background = Array.from({ length: 200 }, async (_, seed) => {
      const result = await ask(1_000 * round + seed, { priority: 'background' });
      order.push(seed);
      return result;
    });
    await background[3];
    const asked = performance.now();
    await ask(1_000 * round + 999);
    const overtaken = order.length;
    const waited = performance.now() - asked;
    const results = await Promise.all(background);
    expect(order).toEqual(results.map((_, seed) => seed));
    expect(overtaken).toBeLessThan(20);
    rounds.push({
      seconds: (performance.now() - began) / 1_000,
      interactiveMilliseconds: waited,
      ...memory(),
    });
  }
  const [first, last] = [rounds[1]!, rounds.at(-1)!];
  report('manyRequests', { rounds });
  if (first.server === undefined) return;
  // 400 more classifications, and none of them left anything behind.
  expect(last.server! - first.server).toBeLessThan(30);
  expect(last.host! - first.host!).toBeLessThan(30);
});

test('200 at once can each be cancelled, and the server is free for the next', async () => {
  const server = await startServer();
  const { uri: image } = await pictureFolder();
  const source = new CancellationTokenSource();
  const answers = Array.from({ length: 200 }, (_, seed) =>
    errorAnswer(
      server.client.sendRequest(
        'diffusionClassifier/classify',
        { image, labels: ['cat', 'dog'], options: { seed, samples: 1_000 } },
        source.token,
      ),
    ),
  );
  source.cancel();
  const codes = (await Promise.all(answers)).map(({ code }) => code);
  expect(new Set(codes)).toEqual(new Set([-32800]));
  expect((await classify(server, { image, labels, model })).labels).toHaveLength(3);
});

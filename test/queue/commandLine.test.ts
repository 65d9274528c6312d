import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { runCli } from '../../server/src/cli/runCli';
import { noRedis, RedisServer } from './redisServer';
import { bundleWorker, WorkerProcess } from './workers';

const root = path.join(__dirname, '../..');
const samples = path.join(root, 'media/samples');

interface Command {
  child: ChildProcess;
  output(): string;
  code: Promise<number | null>;
}

function start(...args: string[]): Command {
  const child = spawn(process.execPath, [path.join(root, 'dist/cli.js'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (part: Buffer) => {
      text += part.toString();
    });
  }
  return { child, output: () => text, code: once(child, 'close').then(([code]) => code) };
}

async function inProcess(args: string[], onInterrupt: (stop: () => void) => void = () => {}) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  stdout.setEncoding('utf8');
  const code = await runCli(args, { stdout, stderr, onInterrupt }, () => {});
  return { code, stdout: String(stdout.read() ?? '') };
}

describe.skipIf(noRedis())('run --queue and worker', () => {
  let server: RedisServer;
  let bundle: string;
  let folder: string;
  const endings: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    server = await RedisServer.start('--requirepass', 'secret');
    bundle = await bundleWorker();
    folder = await mkdtemp(path.join(tmpdir(), 'queued-'));
  }, 300_000);
  afterEach(async () => {
    await Promise.all(endings.splice(0).map((end) => end()));
  });
  afterAll(async () => {
    await server?.stop();
    await Promise.all([rm(bundle), rm(folder, { recursive: true })]);
  });

  function queued(name: string): string[] {
    return ['--queue', server.url, '--queue-name', name];
  }

  function started(...args: string[]): Command {
    const command = start(...args);
    endings.push(async () => {
      command.child.kill('SIGKILL');
      await command.code;
    });
    return command;
  }

  async function copies(count: number): Promise<string> {
    const images = path.join(folder, randomUUID());
    await mkdir(images);
    const cat = path.join(samples, 'cat.jpg');
    for (let index = 0; index < count; index++) await cp(cat, path.join(images, `${index}.jpg`));
    return images;
  }

  test('a worker classifies what a run sends, and neither shows the password', async () => {
    const name = randomUUID();
    const images = path.join(folder, 'two');
    await mkdir(images);
    for (const image of ['cat.jpg', 'dog.jpg']) {
      await cp(path.join(samples, image), path.join(images, image));
    }
    const flags = ['--cache-folder', path.join(folder, 'worker')];
    const worker = started('worker', ...queued(name), ...flags, '--root', images);
    const rows = path.join(folder, 'rows.jsonl');
    const run = started(
      ...['run', images, ...queued(name), '--labels', 'cat,dog', '--samples', '2'],
      ...['--cache-folder', path.join(folder, 'runner'), '--out', rows],
    );
    expect(await run.code).toBe(0);
    const found = (await readFile(rows, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(found.map(({ image }) => image)).toEqual(['cat.jpg', 'dog.jpg']);
    worker.child.kill('SIGTERM');
    expect(await worker.code).toBe(0);
    expect(worker.output()).toMatch(
      /Waiting for work at redis:\/\/127.0.0.1:\d+\/0 with everyday-32/,
    );
    expect(worker.output()).toContain('Ended after 2 images in 1 jobs.');
    expect(worker.output() + run.output()).not.toContain('secret');
  }, 120_000);

  test('both do so within one process', async () => {
    const name = randomUUID();
    const images = await copies(2);
    const model = path.join(root, 'test/fixtures/tiny-crossed');
    let interrupt = () => {};
    const work = inProcess(
      ['worker', ...queued(name), '--model', model, '--no-store', '--lost-after', '5'],
      (stop) => {
        interrupt = stop;
      },
    );
    const run = await inProcess([
      ...['run', images, ...queued(name), '--model', model, '--labels', 'circle,square'],
      ...['--samples', '2', '--no-store', '--json'],
    ]);
    expect(run.code).toBe(0);
    const { summary } = JSON.parse(run.stdout.trim().split('\n').at(-1)!);
    expect(summary.counts).toMatchObject({ total: 2, done: 2, failed: 0 });
    interrupt();
    const worked = await work;
    expect(worked.code).toBe(0);
    expect(worked.stdout).toMatch(/Waiting for work[\s\S]*Ended after 2 images in 1 jobs\.\n$/);
    expect(await inProcess(['worker'])).toMatchObject({ code: 2 });
    expect(await inProcess(['worker', ...queued(name), '--concurrency', 'x'])).toMatchObject({
      code: 2,
    });
  }, 120_000);

  test('a run that is killed goes on: nothing is lost, and nothing done twice', async () => {
    const name = randomUUID();
    const worker = new WorkerProcess(bundle, server.url, name);
    endings.push(() => worker.end());
    await worker.ready();
    const images = await copies(120);
    const cache = path.join(folder, randomUUID());
    const args = ['run', images, ...queued(name), '--labels', 'cat,dog', '--chunk', '4'];
    const flags = ['--cache-folder', cache, '--json'];
    const killed = started(...args, ...flags);
    await vi.waitFor(() => expect(worker.begun.length).toBeGreaterThan(30), { timeout: 60_000 });
    killed.child.kill('SIGKILL');
    await killed.code;
    const again = started(...args, ...flags);
    expect(await again.code).toBe(0);
    const { summary } = JSON.parse(again.output().trim().split('\n').at(-1)!);
    expect(summary).toMatchObject({ state: 'done', counts: { total: 120, done: 120, failed: 0 } });
    expect(worker.begun.length).toBe(120);
  }, 120_000);

  test.each([
    [['run', samples, '--queue', 'http://localhost'], 'expected redis://host:port/0'],
    [['worker'], '--queue is missing'],
    [['worker', '--queue', 'redis://127.0.0.1:1/0'], 'cannot be used (connect ECONNREFUSED'],
    [['worker', '--queue', 'redis://h', '--queue-name', 'a b'], '--queue-name is "a b"'],
    [['worker', '--queue', 'redis://h', '--concurrency', '0'], 'Expected a whole number above 0.'],
  ])('%j is refused in words', async (args, words) => {
    const command = started(...args);
    expect(await command.code).toBe(2);
    expect(command.output()).toContain(words);
    expect(command.output()).not.toContain('    at ');
  });

  test('a wrong password is named, not shown', async () => {
    const command = started('worker', '--queue', server.url.replace('secret', 'guess'));
    expect(await command.code).toBe(2);
    expect(command.output()).toMatch(/cannot be used \(WRONGPASS/);
    expect(command.output()).not.toContain('guess');
  });
});

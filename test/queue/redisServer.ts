import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';

/** Why there is no Redis here; undefined where there is one. On a server of tests there must be. */
export function noRedis(): string | undefined {
  const setup = spawnSync(process.execPath, [path.resolve('test/queue/setup.mjs')], {
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  return setup.status === 0 || process.env.CI ? undefined : setup.stderr.trim();
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

/** A Redis server of one's own, which writes down what it is told at once. */
export class RedisServer {
  private child: ChildProcess | undefined;

  private constructor(
    readonly port: number,
    private readonly folder: string,
    private readonly flags: readonly string[],
  ) {}

  static async start(...flags: string[]): Promise<RedisServer> {
    const folder = await mkdtemp(path.join(tmpdir(), 'redis-'));
    const server = new RedisServer(await freePort(), folder, flags);
    await server.begin();
    return server;
  }

  get url(): string {
    const password = this.flags[this.flags.indexOf('--requirepass') + 1];
    const user = this.flags.includes('--requirepass') ? `:${password}@` : '';
    return `redis://${user}127.0.0.1:${this.port}/0`;
  }

  /** For looking at what is in it. */
  client(): Redis {
    return new Redis(this.url, { maxRetriesPerRequest: null });
  }

  async begin(): Promise<void> {
    const args = ['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.folder];
    const durable = ['--appendonly', 'yes', '--appendfsync', 'always', '--save', ''];
    this.child = spawn('redis-server', [...args, ...durable, ...this.flags], { stdio: 'ignore' });
    const probe = new Redis(this.url, { retryStrategy: () => 50 });
    probe.on('error', () => {});
    await probe.ping();
    // While it loads its file it answers PING with an error, and then without one.
    while (!(await probe.info('persistence')).includes('loading:0')) await sleep(20);
    probe.disconnect();
  }

  async kill(): Promise<void> {
    const { child } = this;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const closed = once(child, 'close');
    child.kill('SIGKILL');
    await closed;
  }

  async stop(): Promise<void> {
    await this.kill();
    await rm(this.folder, { recursive: true, force: true });
  }
}

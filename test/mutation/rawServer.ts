import { type ChildProcess, execFileSync, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { serverBundle, type Transport } from '../protocol/serverProcess';

/** An answer as it came, and when: ms of `performance.now()`. */
export interface Answer {
  id: unknown;
  result?: unknown;
  error?: { code: number; message: string };
  /** Characters of it as JSON. */
  length: number;
  at: number;
}

const execArgv = [
  '--expose-gc',
  `--require=${path.resolve(__dirname, '../fixtures/servers/collectsGarbage.cjs')}`,
];

/** Calls back with each message of a stream that holds messages and nothing else. */
function readStrictly(
  stream: Readable,
  onMessage: (message: unknown, length: number) => void,
  onOther: (bytes: Buffer) => void,
): void {
  let chunks: Buffer[] = [];
  let received = 0;
  let awaited = 0;
  stream.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    received += chunk.length;
    if (received < awaited) return;
    let rest = Buffer.concat(chunks);
    for (;;) {
      const header = /^Content-Length: (\d+)\r\n\r\n/.exec(rest.toString('latin1', 0, 64));
      if (!header && rest.length >= 64) onOther(rest);
      awaited = header ? header[0].length + Number(header[1]) : 0;
      if (!header || rest.length < awaited) break;
      onMessage(JSON.parse(rest.toString('utf8', header[0].length, awaited)), awaited);
      rest = rest.subarray(awaited);
    }
    chunks = [rest];
    received = rest.length;
  });
}

/** A server in a process of its own that is sent whatever bytes a test likes. */
export class RawServer {
  /** By id as JSON. */
  readonly answers = new Map<string, Answer[]>();
  /** How the process ended: its code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
  /** What stood on standard output beside the protocol. */
  stray = '';
  stderr = '';
  private input: Writable | undefined;
  private nextId = 0;

  private constructor(private readonly child: ChildProcess) {
    this.ended = once(child, 'exit').then(([code, signal]) => code ?? signal);
    child.stderr!.on('data', (chunk: Buffer) => {
      this.stderr += chunk.toString();
    });
  }

  static async start(
    transport: Transport,
    options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
  ): Promise<RawServer> {
    if (transport === 'node-ipc') {
      const child = fork(serverBundle, ['--node-ipc'], { ...options, silent: true, execArgv });
      const server = new RawServer(child);
      child.on('message', (message) => server.take(message, JSON.stringify(message).length));
      server.watchOutput();
      return server;
    }
    if (transport === 'stdio') {
      const args = [...execArgv, serverBundle, '--stdio'];
      const server = new RawServer(spawn(process.execPath, args, options));
      server.listen(server.child.stdout!, server.child.stdin!);
      return server;
    }
    const listener = createServer().listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const { port } = listener.address() as AddressInfo;
    const args = [...execArgv, serverBundle, `--socket=${port}`];
    const server = new RawServer(spawn(process.execPath, args, options));
    const [socket] = (await once(listener, 'connection')) as [Socket];
    listener.close();
    server.listen(socket, socket);
    server.watchOutput();
    return server;
  }

  /** Sends bytes as they are, or over IPC the value that they are meant to be. */
  send(bytes: Buffer, value: unknown): void {
    if (this.input) this.input.write(bytes);
    else if (this.child.connected && value !== undefined) this.child.send(value as object);
  }

  endInput(): void {
    if (this.input) this.input.end();
    else if (this.child.connected) this.child.disconnect();
  }

  notify(method: string, params: unknown): void {
    this.sendMessage({ jsonrpc: '2.0', method, params });
  }

  /** A well-formed request and its answer. */
  async ask(method: string, params: unknown, milliseconds: number): Promise<Answer> {
    const id = `good ${this.nextId++}`;
    this.sendMessage({ jsonrpc: '2.0', id, method, params });
    const key = JSON.stringify(id);
    await this.until(() => this.answers.has(key), milliseconds, `the answer to ${method}`);
    const [answer] = this.answers.get(key)!;
    this.answers.delete(key);
    return answer!;
  }

  async until(condition: () => boolean, milliseconds: number, what: string): Promise<void> {
    const end = performance.now() + milliseconds;
    while (!condition()) {
      if (performance.now() > end) throw new Error(`${what} did not come in ${milliseconds} ms`);
      await setTimeout(2);
    }
  }

  /** Memory that the process uses and cannot free, and what it has of the system, megabytes. */
  async memory(): Promise<{ inUse: number; resident: number }> {
    const from = this.stderr.length;
    const inUse = () => /in use: (\d+)\n/.exec(this.stderr.slice(from))?.[1];
    this.child.kill('SIGUSR2');
    await this.until(() => inUse() !== undefined, 5_000, 'the memory in use');
    const pid = String(this.child.pid);
    const kilobytes = execFileSync('ps', ['-o', 'rss=', '-p', pid], { encoding: 'utf8' });
    return {
      inUse: Math.round(Number(inUse()) / 1e5) / 10,
      resident: Math.round(Number(kilobytes) / 1_000),
    };
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }

  private sendMessage(message: object): void {
    const body = Buffer.from(JSON.stringify(message));
    const header = Buffer.from(`Content-Length: ${body.length}\r\n\r\n`);
    this.send(Buffer.concat([header, body]), message);
  }

  private listen(output: Readable, input: Writable): void {
    this.input = input;
    input.on('error', () => {}); // the server may end first
    readStrictly(
      output,
      (message, length) => this.take(message, length),
      (bytes) => {
        this.stray += bytes.toString('latin1', 0, 200);
      },
    );
  }

  private watchOutput(): void {
    this.child.stdout!.on('data', (chunk: Buffer) => {
      this.stray += chunk.toString();
    });
  }

  private take(message: unknown, length: number): void {
    const { id, method, ...outcome } = message as { id?: unknown; method?: string };
    if (method !== undefined && id !== undefined) {
      // Whatever it asks for, it gets an answer of the wrong kind.
      this.sendMessage({ jsonrpc: '2.0', id, result: [5, null] });
    } else if (method === undefined) {
      const key = JSON.stringify(id);
      const answers = this.answers.get(key) ?? [];
      answers.push({ id, ...outcome, length, at: performance.now() });
      this.answers.set(key, answers);
    }
  }
}

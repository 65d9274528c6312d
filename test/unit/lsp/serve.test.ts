import { EventEmitter, once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { PassThrough, Writable } from 'node:stream';
import { afterEach, expect, test } from 'vitest';
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import { serve } from '../../../server/src/lsp';

/** A process whose end is a number. */
class FakeProcess extends EventEmitter {
  readonly stdin = new PassThrough();
  readonly stdout = new PassThrough();
  readonly stderr = new PassThrough({ encoding: 'utf8' });
  readonly codes: number[] = [];

  constructor(readonly argv: readonly string[]) {
    super();
  }

  exit(code: number): void {
    this.codes.push(code);
  }
}

/** Serves on what is enough of a process. */
function start<Fake extends FakeProcess>(fake: Fake): Fake {
  serve(fake as unknown as NodeJS.Process);
  return fake;
}

const theConsole = globalThis.console;
let client: MessageConnection | undefined;

afterEach(() => {
  globalThis.console = theConsole;
  client?.dispose();
  client = undefined;
});

function connected(read: NodeJS.ReadableStream, write: NodeJS.WritableStream): MessageConnection {
  client = createMessageConnection(new StreamMessageReader(read), new StreamMessageWriter(write));
  client.listen();
  return client;
}

const initialize = { processId: null, rootUri: null, capabilities: {} };
const options = { initializationOptions: { cacheFolder: null } };

async function startOnStdio(): Promise<[FakeProcess, MessageConnection]> {
  const fake = start(new FakeProcess(['node', 'server.js', '--stdio', '--clientProcessId=1']));
  const connection = connected(fake.stdout, fake.stdin);
  await connection.sendRequest('initialize', { ...initialize, ...options });
  return [fake, connection];
}

test.each([
  [[], 'serve: expected one of --stdio, --node-ipc, --socket=PORT'],
  [['--verbose'], 'serve: expected one of --stdio, --node-ipc, --socket=PORT'],
  [['--socket=http'], 'serve: --socket: expected a port from 1 to 65535'],
  [['--socket=0'], 'serve: --socket: expected a port from 1 to 65535'],
  [['--socket', '65536'], 'serve: --socket: expected a port from 1 to 65535'],
  [['--socket'], 'serve: --socket: expected a port from 1 to 65535'],
  [['--node-ipc'], 'serve: --node-ipc: expected to be started by Node with an IPC channel'],
])('%j is a wrong use: code 2 and what was expected', (argv, reason) => {
  const fake = start(new FakeProcess(argv));
  expect(fake.codes).toEqual([2]);
  expect(fake.stderr.read()).toContain(reason);
});

test('over stdio, exit after shutdown ends with 0', async () => {
  const [fake, connection] = await startOnStdio();
  expect(await connection.sendRequest('shutdown')).toBeNull();
  await connection.sendNotification('exit');
  await expect.poll(() => fake.codes[0]).toBe(0);
});

test('over stdio, exit without shutdown ends with 1', async () => {
  const [fake, connection] = await startOnStdio();
  await connection.sendNotification('exit');
  await expect.poll(() => fake.codes[0]).toBe(1);
});

test('over stdio, the end of input ends with 1', async () => {
  const [fake] = await startOnStdio();
  fake.stdin.end();
  await expect.poll(() => fake.codes[0]).toBe(1);
});

test('over stdio, what a library prints goes to standard error', async () => {
  const [fake] = await startOnStdio();
  console.log('loading');
  expect(fake.stderr.read()).toContain('loading');
  expect(fake.stdout.read()).toBeNull();
});

test('over stdio, a client that does not read any more ends it with 1 and a reason', async () => {
  const fake = new FakeProcess(['--stdio']);
  const closed = new Writable({ write: (_chunk, _encoding, done) => done(new Error('EPIPE')) });
  start(Object.defineProperty(fake, 'stdout', { value: closed }));
  const connection = connected(new PassThrough(), fake.stdin);
  await connection.sendNotification('exit there');
  connection.sendRequest('initialize', initialize).catch(() => {});
  await expect.poll(() => fake.codes[0]).toBe(1);
  expect(fake.stderr.read()).toContain('serve: cannot write: EPIPE');
});

test('over stdio, bytes that are no message are answered and do no harm', async () => {
  const [fake, connection] = await startOnStdio();
  const refused: unknown[] = [];
  fake.stdout.on('data', (chunk: Buffer) => refused.push(chunk.toString()));
  fake.stdin.write('Hello!\r\n\r\n');
  await connection.sendRequest('diffusionClassifier/known', { image: '/no/such/cat.jpg' });
  expect(refused.join('')).toContain('-32700');
  expect(fake.codes).toEqual([]);
});

test.each([(port: number) => [`--socket=${port}`], (port: number) => ['--socket', `${port}`]])(
  'over a socket, until the client closes it',
  async (argumentsFor) => {
    const listener = createServer().listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const fake = start(new FakeProcess(argumentsFor((listener.address() as AddressInfo).port)));
    const [socket] = (await once(listener, 'connection')) as [Socket];
    const connection = connected(socket, socket);
    await connection.sendRequest('initialize', { ...initialize, ...options });
    await connection.sendRequest('shutdown');
    socket.destroy();
    await expect.poll(() => fake.codes[0]).toBe(0);
    listener.close();
  },
);

test('a port that nobody listens on ends it with 1 and a reason', async () => {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo;
  listener.close();
  await once(listener, 'close');
  const fake = start(new FakeProcess([`--socket=${port}`]));
  await expect.poll(() => fake.codes[0]).toBe(1);
  expect(fake.stderr.read()).toMatch(/serve: .*ECONNREFUSED/);
});

test('over the channel of a forked process, until that closes', async () => {
  const sent: unknown[] = [];
  class Forked extends FakeProcess {
    send(message: unknown, ...rest: unknown[]): boolean {
      sent.push(message);
      const done = rest.at(-1);
      if (typeof done === 'function') done(null);
      return true;
    }
  }
  const fake = start(new Forked(['--node-ipc']));
  fake.emit('message', { jsonrpc: '2.0', method: '$/cancelRequest' });
  fake.emit('message', { jsonrpc: '2.0', id: 1, method: 'initialize', params: initialize });
  await expect.poll(() => sent).toContainEqual(expect.objectContaining({ id: 1 }));
  fake.emit('disconnect');
  expect(fake.codes).toEqual([1]);
});

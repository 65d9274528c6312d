import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { isRunning } from '../fixtures/isRunning';
import {
  childrenOf,
  classify,
  denoiserHostOf,
  errorAnswer,
  initialize,
  onStanding,
  pictureFolder,
  type RunningServer,
  serverBundle,
  startProcess,
  startServer,
  type Transport,
} from './serverProcess';

const transports: Transport[] = ['stdio', 'socket', 'node-ipc'];

test.each(transports)('over %s: exit after shutdown ends with 0', async (transport) => {
  const server = await startServer(transport);
  expect(await server.client.sendRequest('shutdown')).toBeNull();
  await server.client.sendNotification('exit');
  expect(await server.exitCode).toBe(0);
});

test.each(transports)('over %s: exit without shutdown ends with 1', async (transport) => {
  const server = await startServer(transport);
  await server.client.sendNotification('exit');
  expect(await server.exitCode).toBe(1);
});

test('ends when the client closes standard input', async () => {
  const server = await startServer('stdio');
  server.child.stdin!.end();
  expect(await server.exitCode).toBe(1);
});

test('ends when the client closes the socket', async () => {
  const server = await startServer('socket');
  server.client.end();
  expect(await server.exitCode).toBe(1);
});

test('ends when the IPC channel closes', async () => {
  const server = await startServer('node-ipc');
  server.child.disconnect();
  expect(await server.exitCode).toBe(1);
});

test('ends when the client’s process is gone, though its streams are open', async () => {
  const server = await startProcess('stdio');
  const editor = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  await initialize(server, editor.pid);
  editor.kill('SIGKILL');
  expect(await server.exitCode).toBe(1);
});

test.skipIf(process.platform === 'win32').each<[string, (server: RunningServer) => unknown]>([
  ['is killed', ({ child }) => child.kill('SIGKILL')],
  [
    'is told to exit',
    async ({ client }) => {
      await client.sendRequest('shutdown');
      await client.sendNotification('exit');
    },
  ],
])('leaves no denoiser host behind when it %s in the middle of work', async (_, end) => {
  const server = await startServer();
  const { uri } = await pictureFolder();
  const running = new Promise((resolve) => onStanding(server, 'standing', resolve));
  const options = { samples: 100_000, elimination: 'none' } as const;
  const parameters = { image: uri, labels: ['cat', 'dog'], options, standingToken: 'standing' };
  classify(server, parameters).catch(() => {});
  await running;
  const host = denoiserHostOf(server);
  await end(server);
  await server.exitCode;
  await expect.poll(() => [host].filter(isRunning), { timeout: 10_000 }).toEqual([]);
});

test.skipIf(process.platform === 'win32').each(transports)(
  'over %s: a client killed with 20 requests waiting and one at work takes all processes with it',
  async (transport) => {
    const { uri } = await pictureFolder();
    const program = path.resolve(__dirname, '../fixtures/clients/asksForTooMuch.cjs');
    const client = spawn(process.execPath, [program, transport, serverBundle, uri]);
    onTestFinished(() => void client.kill('SIGKILL'));
    const [line] = await once(client.stdout, 'data');
    const server = Number.parseInt(String(line), 10);
    const started = [server, ...childrenOf(server)];
    expect(started.length).toBeGreaterThan(1);
    client.kill('SIGKILL');
    const began = performance.now();
    await expect.poll(() => started.filter(isRunning), { timeout: 10_000 }).toEqual([]);
    expect(performance.now() - began).toBeLessThan(2_000);
  },
);

test('ends when the client does not read any more, though it goes on writing', async () => {
  const server = await startServer('stdio');
  server.child.stdout!.destroy();
  server.client.sendRequest('diffusionClassifier/known', { image: '/a.jpg' }).catch(() => {});
  expect(await server.exitCode).toBe(1);
});

test('a port that nobody listens on ends the process with 1 and a reason', async () => {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo;
  listener.close();
  await once(listener, 'close');
  const child = spawn(process.execPath, [serverBundle, `--socket=${port}`]);
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaint += chunk.toString();
  });
  expect(await once(child, 'close')).toEqual([1, null]);
  expect(complaint).toMatch(/^serve: cannot read: connect ECONNREFUSED 127\.0\.0\.1:\d+\n$/);
});

test('an initialize that is refused does not end the server when the process it names is gone', async () => {
  const server = await startServer();
  const editor = spawn(process.execPath, ['-e', '']);
  await once(editor, 'exit');
  for (const processId of [editor.pid, 1.5]) {
    await errorAnswer(server.client.sendRequest('initialize', { processId, capabilities: {} }));
  }
  // The library looks for the process every 3 s.
  await setTimeout(4_000);
  expect(server.child.exitCode).toBeNull();
  await server.client.sendRequest('diffusionClassifier/known', { image: '/a.jpg' });
});

test('over stdio nothing but the protocol reaches standard output', async () => {
  const server = await startProcess('stdio');
  const chunks: Buffer[] = [];
  server.child.stdout!.on('data', (chunk: Buffer) => chunks.push(chunk));
  await initialize(server);
  const { uri } = await pictureFolder();
  await classify(server, { image: uri, labels: ['cat', 'dog'], options: { samples: 5 } });
  await server.client.sendRequest('shutdown');
  await server.client.sendNotification('exit');
  await server.exitCode;

  let rest = Buffer.concat(chunks);
  expect(rest.length).toBeGreaterThan(0);
  while (rest.length > 0) {
    const header = /^Content-Length: (\d+)\r\n\r\n/.exec(rest.toString('latin1'));
    expect(header, rest.toString()).not.toBeNull();
    const end = header![0].length + Number(header![1]);
    expect(JSON.parse(rest.subarray(header![0].length, end).toString())).toHaveProperty('jsonrpc');
    rest = rest.subarray(end);
  }
});

test.each([
  [[], 'expected one of --stdio, --node-ipc, --socket=PORT'],
  [['--socket=http'], '--socket: expected a port from 1 to 65535'],
  [['--node-ipc'], '--node-ipc: expected to be started by Node with an IPC channel'],
])('arguments %j are refused with code 2 and a reason', async (argv, reason) => {
  const child = spawn(process.execPath, [serverBundle, ...argv]);
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaint += chunk.toString();
  });
  expect(await once(child, 'close')).toEqual([2, null]);
  expect(complaint).toContain(reason);
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import {
  classify,
  denoiserHostOf,
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
  const isAlive = (): boolean => {
    try {
      return process.kill(host, 0);
    } catch {
      return false;
    }
  };
  await expect.poll(isAlive, { timeout: 10_000 }).toBe(false);
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

import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import { ErrorsRequest, OpenRequest, PrepareRequest } from '../../../server/src/host/messages';
import { defaultImageLimits } from '../../../server/src/imageLimits';
import { bundleHost } from '../../fixtures/hostBundle';
import { isRunning } from '../../fixtures/isRunning';

const folder = path.resolve('test/fixtures/tiny-crossed');
const pixel =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg==';

let bundle: string;
let host: ChildProcess;
let connection: MessageConnection;
let written: string;

beforeAll(async () => {
  bundle = await bundleHost();
});
afterAll(() => rmSync(bundle, { force: true }));

beforeEach(() => {
  written = '';
  host = fork(bundle, [], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], execArgv: [] });
  host.stdout!.on('data', (chunk) => {
    written += chunk;
  });
  connection = createMessageConnection(new IPCMessageReader(host), new IPCMessageWriter(host));
  connection.listen();
});
afterEach(() => {
  connection.dispose();
  host.kill('SIGKILL');
});

const errorsOf = (key: string) =>
  connection.sendRequest(ErrorsRequest.type, {
    key,
    conditionings: [{ classIndex: 1 }, { classIndex: 3 }],
    samples: [{ timestep: 500, noiseRow: 1 }],
    noise: { kind: 'by-row', seed: 0 },
  });

test('opens a model, prepares an image and answers its errors, writing nothing', async () => {
  const description = await connection.sendRequest(OpenRequest.type, {
    folder,
    device: { provider: 'cpu', index: 0 },
  });
  expect(description).toEqual({ provider: 'cpu', warnings: [] });
  const image = await connection.sendRequest(PrepareRequest.type, {
    image: { dataUri: pixel },
    limits: defaultImageLimits,
  });
  const { errors } = await errorsOf(image.key);
  expect(errors.l2).toEqual([[expect.any(Number)], [expect.any(Number)]]);
  expect(written).toBe('');
});

test('an unknown key is answered with its code and the key, so that the image is prepared again', async () => {
  await connection.sendRequest(OpenRequest.type, { folder, device: { provider: 'cpu', index: 0 } });
  await expect(errorsOf('unknown')).rejects.toMatchObject({
    data: { code: 'image-not-found', details: { key: 'unknown' } },
  });
});

test('bad requests are answered, and the next good one as if they had not been', async () => {
  await expect(errorsOf('none')).rejects.toThrow('No model is open');
  await expect(connection.sendRequest(OpenRequest.type.method, {})).rejects.toThrow();
  await expect(
    connection.sendRequest(OpenRequest.type.method, { folder: '/none' }),
  ).rejects.toMatchObject({
    data: { code: 'model-not-found' },
  });
  await connection.sendRequest(OpenRequest.type, { folder, device: { provider: 'cpu', index: 0 } });
  await expect(connection.sendRequest(ErrorsRequest.type.method, { key: 1 })).rejects.toThrow();
  await expect(
    connection.sendRequest(PrepareRequest.type, {
      image: { file: '/none' },
      limits: defaultImageLimits,
    }),
  ).rejects.toMatchObject({
    data: { code: 'image-not-found' },
  });
  await expect(connection.sendRequest('unheard-of', {})).rejects.toThrow('Unhandled method');
  const image = await connection.sendRequest(PrepareRequest.type, {
    image: { dataUri: pixel },
    limits: defaultImageLimits,
  });
  expect((await errorsOf(image.key)).errors.l2).toHaveLength(2);
});

test('loading a model leaves nothing in the folders of the user or of the system', async () => {
  const elsewhere = mkdtempSync(path.join(tmpdir(), 'elsewhere-'));
  const { CI, ...environment } = process.env; // where it is set, ONNX Runtime writes nothing anyway
  const env = { ...environment, HOME: elsewhere, TMPDIR: elsewhere, TEMP: elsewhere };
  const other = fork(bundle, [], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'], env });
  const channel = createMessageConnection(new IPCMessageReader(other), new IPCMessageWriter(other));
  channel.listen();
  await channel.sendRequest(OpenRequest.type, { folder, device: { provider: 'cpu', index: 0 } });
  expect(readdirSync(elsewhere)).toEqual([]);
  channel.dispose();
  other.kill();
  rmSync(elsewhere, { recursive: true });
});

test('a host that takes more memory than it may ends, saying so', async () => {
  const env = { ...process.env, DIFFUSION_CLASSIFIER_HOST_GIGABYTES: '0.03' };
  const other = fork(bundle, [], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], env });
  const [[said], exit] = await Promise.all([once(other.stderr!, 'data'), once(other, 'exit')]);
  expect(String(said)).toContain('more than the 30 MB of memory');
  expect(exit).toEqual([null, 'SIGKILL']);
});

test('ends when its channel is closed', async () => {
  await connection.sendRequest(OpenRequest.type, { folder, device: { provider: 'cpu', index: 0 } });
  const exit = once(host, 'exit');
  host.disconnect();
  expect(await exit).toEqual([0, null]);
});

test('outlives an interrupt from the terminal: its parent decides', async () => {
  await connection.sendRequest(OpenRequest.type, { folder, device: { provider: 'cpu', index: 0 } });
  host.kill('SIGINT');
  const again = await connection.sendRequest(OpenRequest.type, {
    folder,
    device: { provider: 'cpu', index: 0 },
  });
  expect(again.provider).toBe('cpu');
});

test('ends when its parent is killed', async () => {
  const parent = spawn(process.execPath, [
    '-e',
    `const host = require('node:child_process').fork(${JSON.stringify(bundle)}, [], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
     console.log(host.pid);
     setInterval(() => {}, 1000);`,
  ]);
  const [line] = await once(parent.stdout, 'data');
  const pid = Number(String(line));
  expect(() => process.kill(pid, 0)).not.toThrow();
  parent.kill('SIGKILL');
  await expect.poll(() => isRunning(pid), { timeout: 5_000 }).toBe(false);
});

test('started by hand it says who starts it', async () => {
  const alone = spawn(process.execPath, [bundle]);
  const [said] = await once(alone.stderr, 'data');
  expect(String(said)).toContain('started by the engine');
  expect(await once(alone, 'exit')).toEqual([2, null]);
});

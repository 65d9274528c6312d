import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import {
  EncodeRequest,
  ErrorsRequest,
  MapRequest,
  NearestRequest,
  OpenRequest,
  PrepareRequest,
} from '../../../server/src/host/messages';
import { serveHost } from '../../../server/src/host/serveHost';
import { defaultImageLimits } from '../../../server/src/imageLimits';

const folder = path.resolve('test/fixtures/tiny-crossed');
const batch = {
  conditionings: [{ classIndex: 1 }, { classIndex: 3 }],
  samples: [{ timestep: 500, noiseRow: 1 }],
  noise: { kind: 'by-row', seed: 0 },
} as const;

let engine: MessageConnection;
let host: MessageConnection;

beforeEach(() => {
  const [there, back] = [new PassThrough(), new PassThrough()];
  const over = (from: PassThrough, to: PassThrough) =>
    createMessageConnection(new StreamMessageReader(from), new StreamMessageWriter(to));
  engine = over(back, there);
  host = over(there, back);
  serveHost(host);
  host.listen();
  engine.listen();
});
afterEach(() => {
  engine.dispose();
  host.dispose();
});

test('a model is opened, an image prepared and its errors answered', async () => {
  const temporary = await mkdtemp(path.join(tmpdir(), 'serve-'));
  const file = path.join(temporary, 'white.png');
  const white = { width: 20, height: 16, channels: 3, background: '#fff' } as const;
  await sharp({ create: white }).png().toFile(file);

  expect(
    await engine.sendRequest(OpenRequest.type, { folder, device: { provider: 'cpu', index: 0 } }),
  ).toEqual({
    provider: 'cpu',
    warnings: [],
  });
  const { key } = await engine.sendRequest(PrepareRequest.type, {
    image: { file },
    limits: defaultImageLimits,
  });
  const { errors } = await engine.sendRequest(ErrorsRequest.type, {
    key,
    ...batch,
    conditionings: [...batch.conditionings],
    samples: [...batch.samples],
  });
  const numbers = [[expect.any(Number)], [expect.any(Number)]];
  expect(errors).toEqual({ l2: numbers, l1: numbers, huber: numbers });

  const weights = [-1, 1];
  const asked = { key, ...batch, conditionings: [...batch.conditionings], weights };
  const map = await engine.sendRequest(MapRequest.type, {
    ...asked,
    samples: [...batch.samples],
    loss: 'l1',
  });
  expect(map.errors).toEqual(errors);
  expect(map.map).toMatchObject({
    width: 16,
    height: 16,
    image: { width: 20, height: 16 },
    region: { x: 2, y: 0, width: 16, height: 16 },
  });
  await rm(temporary, { recursive: true });
});

test('prompts are encoded, and those that are too long told', async () => {
  const model = path.resolve('test/fixtures/tiny-sd1');
  await engine.sendRequest(OpenRequest.type, {
    folder: model,
    device: { provider: 'cpu', index: 0 },
  });
  const long = 'a cat and '.repeat(40);
  const conditionings = [{ prompt: 'a cat' }, { prompt: long }];
  expect(await engine.sendRequest(EncodeRequest.type, { conditionings })).toEqual({
    cut: [{ prompt: long, kept: expect.stringMatching(/^a cat and a cat/) }],
  });
  await expect(
    engine.sendRequest(EncodeRequest.type, { conditionings: [{ classIndex: 1 }] }),
  ).rejects.toMatchObject({ data: { code: 'options-invalid' } });
});

test('texts are compared with others, where a model reads any', async () => {
  const device = { provider: 'cpu', index: 0 } as const;
  const asked = { prompts: ['a red star'], among: ['a circle', 'a star'], most: 1 };
  const model = path.resolve('test/fixtures/tiny-text-crossed');
  await engine.sendRequest(OpenRequest.type, { folder: model, device });
  expect(await engine.sendRequest(NearestRequest.type, asked)).toEqual({ nearest: [[1]] });
  await engine.sendRequest(OpenRequest.type, { folder, device });
  await expect(engine.sendRequest(NearestRequest.type, asked)).rejects.toMatchObject({
    data: { code: 'options-invalid' },
  });
});

test('a failure is answered with its code and details', async () => {
  await engine.sendRequest(OpenRequest.type, { folder, device: { provider: 'cpu', index: 0 } });
  await expect(
    engine.sendRequest(PrepareRequest.type, {
      image: { file: '/no/such.png' },
      limits: defaultImageLimits,
    }),
  ).rejects.toMatchObject({
    code: -32001,
    data: { code: 'image-not-found', details: { image: '/no/such.png' } },
  });
});

test('a model that cannot be opened leaves none open', async () => {
  await expect(
    engine.sendRequest(OpenRequest.type, {
      folder: '/no/such/model',
      device: { provider: 'cpu', index: 0 },
    }),
  ).rejects.toMatchObject({ data: { code: 'model-not-found' } });
  await expect(
    engine.sendRequest(PrepareRequest.type, {
      image: { file: '/no/such.png' },
      limits: defaultImageLimits,
    }),
  ).rejects.toThrow('No model is open');
});

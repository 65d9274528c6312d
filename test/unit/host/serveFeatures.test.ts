import path from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import {
  FeaturesRequest,
  OpenFeaturesRequest,
  OpenScorerRequest,
  ScoresRequest,
} from '../../../server/src/host/messages';
import { serveHost } from '../../../server/src/host/serveHost';
import { defaultImageLimits } from '../../../server/src/imageLimits';

const image = { file: path.resolve('media/samples/cat.jpg') };
const limits = defaultImageLimits;
const device = { provider: 'cpu', index: 0 } as const;

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

test('a model is opened for its features, which are bounded numbers', async () => {
  const asked = {
    image,
    limits,
    samples: [{ timestep: 10, noiseRow: 0 }],
    noise: { kind: 'by-row', seed: 0 } as const,
  };
  await expect(engine.sendRequest(FeaturesRequest.type, asked)).rejects.toThrow(
    'the first request must be "openFeatures"',
  );
  const folder = path.resolve('test/fixtures/tiny-class-conditional');
  expect(await engine.sendRequest(OpenFeaturesRequest.type, { folder, device })).toEqual({
    provider: 'cpu',
    warnings: [],
  });
  const { features } = await engine.sendRequest(FeaturesRequest.type, asked);
  expect(features).toHaveLength(1);
  expect(features[0]).toHaveLength(16);
});

test('an image classifier is a scorer as CLIP is', async () => {
  const folder = path.resolve('test/fixtures/tiny-classifier');
  const classifier = { model: folder };
  await engine.sendRequest(OpenScorerRequest.type, { folder, device, classifier });
  const asked = { image, limits, labels: [['crane'], ['speedboat']] };
  const { scores } = await engine.sendRequest(ScoresRequest.type, asked);
  expect(scores).toHaveLength(2);
});

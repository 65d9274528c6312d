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
  EncodeLabelsRequest,
  OpenScorerRequest,
  ScoresRequest,
} from '../../../server/src/host/messages';
import { serveHost } from '../../../server/src/host/serveHost';
import { defaultImageLimits } from '../../../server/src/imageLimits';
import { classifyFailed } from '../../../server/src/protocol';

const folder = path.resolve('test/fixtures/tiny-clip');
const image = { file: path.resolve('media/samples/cat.jpg') };
const device = { provider: 'cpu', index: 0 } as const;
const labels = [['a cat'], ['a dog', 'a photo of a dog']];

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

test('a scorer is opened, its labels are read and scored', async () => {
  expect(await engine.sendRequest(OpenScorerRequest.type, { folder, device })).toEqual({
    provider: 'cpu',
    warnings: [],
  });
  expect(await engine.sendRequest(EncodeLabelsRequest.type, { labels })).toEqual({ cut: [] });
  const asked = { image, limits: defaultImageLimits, labels };
  const { scores } = await engine.sendRequest(ScoresRequest.type, asked);
  expect(scores).toHaveLength(2);
  expect(scores.every((score) => Math.abs(score) <= 100)).toBe(true);
});

test('what no scorer can be opened from is a failure with its code', async () => {
  const reader = path.resolve('test/fixtures/tiny-sd1');
  const opening = engine.sendRequest(OpenScorerRequest.type, { folder: reader, device });
  await expect(opening).rejects.toMatchObject({
    code: classifyFailed,
    data: { code: 'model-invalid', details: { folder: reader, file: 'config.json' } },
  });
});

test('scores that are asked for before a scorer is open are a fault of the asker', async () => {
  const asked = { image, limits: defaultImageLimits, labels };
  await expect(engine.sendRequest(ScoresRequest.type, asked)).rejects.toThrow(
    'the first request must be "openScorer"',
  );
});

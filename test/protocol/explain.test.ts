import path from 'node:path';
import { expect, test } from 'vitest';
import { CancellationTokenSource, ProgressType } from 'vscode-jsonrpc/node';
import type { ExplainParams, ExplainResult } from '../../server/src/protocol';
import { errorAnswer, pictureFolder, startServer } from './serverProcess';

const model = path.resolve(__dirname, '../fixtures/tiny-class-conditional');
const method = 'diffusionClassifier/explain';

test('two labels are explained: the map has the mean of the differences, and lies in the crop', async () => {
  const { client } = await startServer();
  const { uri } = await pictureFolder();
  const parameters: ExplainParams = { image: uri, labels: ['circle', 'star'], model };
  const result: ExplainResult = await client.sendRequest(method, parameters);
  expect(result).toMatchObject({
    image: uri,
    model: 'tiny-class-conditional',
    labels: ['circle', 'star'],
    map: { width: 16, height: 16 },
    size: { width: 160, height: 120 },
    evaluations: 24,
  });
  const { x, y, width, height } = result.region;
  // 160 x 120 becomes 21 x 16, of which 16 x 16 are cut at 2.
  expect([x, y, width, height].map((value) => Math.round(value))).toEqual([15, 0, 122, 120]);
  const sum = result.map.differences.reduce((total, value) => total + value, 0);
  expect(sum / 256).toBeCloseTo(result.difference, 7);
  expect(result.errors[1] - result.errors[0]).toBeCloseTo(result.difference, 9);
  expect(result.samples).toHaveLength(12);
});

test('a long explanation can be cancelled, and a bad one is refused', async () => {
  const { client } = await startServer();
  const { uri } = await pictureFolder();
  const source = new CancellationTokenSource();
  let reports = 0;
  client.onProgress(new ProgressType<{ kind: string }>(), 'work', ({ kind }) => {
    if (kind === 'report' && ++reports === 2) source.cancel();
  });
  const endless = {
    image: uri,
    labels: ['circle', 'star'],
    model,
    options: { samples: 100_000 },
    workDoneToken: 'work',
  };
  const cancelled = await errorAnswer(client.sendRequest(method, endless, source.token));
  expect(cancelled.code).toBe(-32800);

  const unknown = await errorAnswer(
    client.sendRequest(method, { ...endless, labels: ['circle', 'unicorn'] }),
  );
  expect(unknown.data).toMatchObject({ code: 'label-unknown' });
  const same = await errorAnswer(
    client.sendRequest(method, { ...endless, labels: ['star', 'star'] }),
  );
  expect(same.message).toContain('"star" is listed twice');
});
